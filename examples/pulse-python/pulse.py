#!/usr/bin/python3
"""A recorder of the pulse in Python: `pulse.py [app] [environment]`, with KYMO_REDIS_URL. See docs/protocol.md."""
import json, os, resource, shutil, signal, socket, sys, time
import redis

APP, ENVIRONMENT = (sys.argv[1:] + ["python-worker", "production"][len(sys.argv) - 1:])[:2]
STARTED, HOST, PID, INTERVAL = time.time(), socket.gethostname(), os.getpid(), 5
server = redis.Redis.from_url(os.environ.get("KYMO_REDIS_URL", "redis://127.0.0.1:6379"), socket_timeout=2)

def machine_ticks():
    ticks = [int(part) for part in open("/proc/stat").readline().split()[1:9]]
    return sum(ticks), ticks[3] + ticks[4]

def memory(name):
    return next(int(line.split()[1]) * 1024 for line in open("/proc/meminfo") if line.startswith(name + ":"))

def heartbeat(busy, own, stopping):
    disk = shutil.disk_usage("/")
    rss = int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()
    return {
        "v": 1, "timestamp": time.time() * 1000,
        "system": {"hostname": HOST, "platform": sys.platform, "cpu_usage": busy, "memory_total": memory("MemTotal"),
                   "memory_free": memory("MemAvailable"), "load_avg": os.getloadavg(), "cpu_count": os.cpu_count(),
                   "disks": [{"path": "/", "total": disk.total, "free": disk.free}]},
        "process": {"pid": PID, "uptime": time.time() - STARTED, "cpu_usage": own, "memory_rss": rss, "memory_heap": rss},
        "meta": {"app_name": APP, "environment": ENVIRONMENT, "runtime": "python", "version": sys.version.split()[0],
                 "role": "worker", "interval": INTERVAL, "stopping": stopping},
    }

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
total, idle, cpu, at, stopping = *machine_ticks(), time.process_time(), time.monotonic() - 1, False
while not stopping:
    try:
        time.sleep(INTERVAL if time.time() - STARTED > 1 else 1)
    except (KeyboardInterrupt, SystemExit):
        stopping = True
    (total, idle, t, i), (cpu, at, c, a) = (*machine_ticks(), total, idle), (time.process_time(), time.monotonic(), cpu, at)
    busy, own = 100 * (1 - (idle - i) / max(1, total - t)), 100 * (cpu - c) / max(0.001, at - a)
    try:
        server.set(f"pulse:server:{APP}:{HOST}-{PID}", json.dumps(heartbeat(min(100, max(0, busy)), own, stopping)), ex=30)
    except redis.RedisError as error:
        print(f"No heartbeat: {error}", file=sys.stderr)

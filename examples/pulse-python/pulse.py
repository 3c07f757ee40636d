#!/usr/bin/python3
"""The pulse of a Python process, for KYMO_REDIS_URL. See docs/protocol.md."""
import json, os, resource, shutil, signal, socket, sys, time
from urllib.parse import quote
import redis

APP, ENVIRONMENT = os.getenv("KYMO_APP", "python-worker"), os.getenv("KYMO_ENV", "production")
HOST, PID, STARTED = os.getenv("KYMO_HOST_NAME") or socket.gethostname(), os.getpid(), time.monotonic()
KEY = f"pulse:server:{quote(APP, safe='')}:{quote(HOST, safe='')}-{PID}"
INTERVAL, STOP = 5, {signal.SIGTERM, signal.SIGINT}

def clocks():
    ticks = [int(field) for field in open("/proc/stat").readline().split()[1:9]]
    return sum(ticks), ticks[3] + ticks[4], time.monotonic(), time.process_time()

def heartbeat(before, now, stopping):
    ticks, idle, seconds, own = (b - a for a, b in zip(before, now))
    memory = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in open("/proc/meminfo")}
    rss = int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()
    disk = shutil.disk_usage("/")
    return {"v": 1, "timestamp": time.time() * 1000,
            "system": {"hostname": HOST, "platform": sys.platform, "cpu_count": os.cpu_count(),
                       "cpu_usage": min(100, max(0, 100 * (1 - idle / max(1, ticks)))), "load_avg": os.getloadavg(),
                       "memory_total": memory["MemTotal"], "memory_free": memory["MemAvailable"],
                       "disks": [{"path": "/", "total": disk.total, "free": disk.free}]},
            "process": {"pid": PID, "uptime": now[2] - STARTED, "memory_rss": rss, "memory_heap": rss,
                        "cpu_usage": 100 * own / max(0.001, seconds)},
            "meta": {"app_name": APP, "environment": ENVIRONMENT, "runtime": "python", "version": "1.0.0",
                     "role": "worker", "interval": INTERVAL, "stopping": stopping}}

server = redis.Redis.from_url(os.getenv("KYMO_REDIS_URL", "redis://localhost"), socket_timeout=2)
signal.pthread_sigmask(signal.SIG_BLOCK, STOP)  # They are waited for below.
now, stopping, pause = clocks(), False, 1
while not stopping:
    stopping, pause = signal.sigtimedwait(STOP, pause) is not None, INTERVAL
    before, now = now, clocks()
    try:
        server.set(KEY, json.dumps(heartbeat(before, now, stopping)), ex=30)
    except redis.RedisError as error:  # The next one says all that this one would have said.
        print(f"No heartbeat: {error}", file=sys.stderr)

import { Menu } from '@base-ui/react/menu'
import { Icon, type IconName } from '../controls/icon.tsx'
import { chooseTheme, THEME_CHOICES, type ThemeChoice, useTheme } from '../theme/theme.ts'

const LOOKS: Readonly<Record<ThemeChoice, { readonly icon: IconName; readonly label: string }>> = {
  system: { icon: 'screen', label: 'As the system' },
  dark: { icon: 'moon', label: 'Dark' },
  light: { icon: 'sun', label: 'Light' },
}

export function ThemeMenu() {
  const { choice, theme } = useTheme()
  return (
    <Menu.Root>
      <Menu.Trigger
        aria-label="Theme"
        className="grid size-7 place-items-center rounded-sm text-dim hover:bg-lifted hover:text-text"
      >
        <Icon name={theme === 'dark' ? 'moon' : 'sun'} />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={6} align="end" className="z-50">
          <Menu.Popup className="popup min-w-40 py-1">
            <Menu.RadioGroup value={choice} onValueChange={chooseTheme}>
              {THEME_CHOICES.map((value) => (
                <Menu.RadioItem
                  key={value}
                  value={value}
                  closeOnClick
                  className="flex h-7 items-center gap-2 px-2 data-highlighted:bg-lifted"
                >
                  <Icon name={LOOKS[value].icon} size={14} className="text-dim" />
                  <span className="flex-1">{LOOKS[value].label}</span>
                  <Menu.RadioItemIndicator>
                    <Icon name="check" size={14} />
                  </Menu.RadioItemIndicator>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

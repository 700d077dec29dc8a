/** Mantine's theme over the tokens. */

import { type CSSVariablesResolver, createTheme } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'race',
  primaryShade: { light: 7, dark: 6 },
  focusRing: 'auto',
  respectReducedMotion: true,
  cursorType: 'pointer',
  colors: {
    race: [
      '#edf1fd',
      '#dbe3fb',
      '#bccaf6',
      '#9db2f2',
      '#7c96ec',
      '#5b78ea',
      '#4a68de',
      '#3056d3',
      '#2646b4',
      '#1d378f',
    ],
    gray: [
      '#fafbfc',
      '#f1f3f5',
      '#eaedf0',
      '#e3e6ea',
      '#cdd2d8',
      '#adb5bd',
      '#868e96',
      '#616970',
      '#495057',
      '#1b1f24',
    ],
    dark: [
      '#e9ebee',
      '#b6bcc3',
      '#959ca4',
      '#6d747c',
      '#3b3f45',
      '#2c2e33',
      '#222428',
      '#1a1b1e',
      '#16171a',
      '#141518',
    ],
    red: ['#fdecec', '#f8cccc', '#f2a8a2', '#ff8787', '#df6b66', '#d95555', '#d64545', '#c92a2a', '#b42525', '#8f1d1d'],
  },
  fontFamily: 'var(--mr-font-sans)',
  fontFamilyMonospace: 'var(--mr-font-mono)',
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '15px', xl: '18px' },
  lineHeights: { xs: '14px', sm: '16px', md: '18px', lg: '20px', xl: '24px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '8px' },
  defaultRadius: 'sm',
  shadows: {
    xs: 'var(--mr-sh-node)',
    sm: 'var(--mr-sh-menu)',
    md: 'var(--mr-sh-menu)',
    lg: 'var(--mr-sh-dialog)',
    xl: 'var(--mr-sh-dialog)',
  },
  components: {
    Button: {
      defaultProps: { size: 'sm', variant: 'default' },
      vars: () => ({ root: { '--button-height': '28px', '--button-padding-x': '10px', '--button-fz': '13px' } }),
      styles: { label: { fontWeight: 500 }, section: { marginInlineEnd: 6 } },
    },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 28 } },
    Input: {
      vars: () => ({
        wrapper: {
          '--input-height': '28px',
          '--input-fz': '13px',
          '--input-padding': '8px',
          '--input-bd': 'var(--mr-bd-control)',
        },
      }),
    },
    InputWrapper: {
      styles: {
        label: { fontSize: 12, lineHeight: '16px', fontWeight: 400, color: 'var(--mr-text-2)', marginBottom: 4 },
        description: { fontSize: 11 },
        error: { fontSize: 11, color: 'var(--mr-st-failed)' },
      },
    },
    Select: { defaultProps: { checkIconPosition: 'right', allowDeselect: false } },
    SegmentedControl: { defaultProps: { size: 'sm', transitionDuration: 0 } },
    NumberInput: { defaultProps: { hideControls: true } },
    Radio: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs', withThumbIndicator: false } },
    Menu: {
      // The first item has the focus, not a placeholder: a menu may hold nothing but items.
      defaultProps: {
        shadow: 'sm',
        radius: 'md',
        transitionProps: { duration: 140 },
        withInitialFocusPlaceholder: false,
      },
    },
    Popover: { defaultProps: { shadow: 'sm', radius: 'md', transitionProps: { duration: 140 } } },
    Modal: {
      defaultProps: {
        radius: 'lg',
        transitionProps: { duration: 220 },
        overlayProps: { color: 'var(--mr-bg-scrim)', backgroundOpacity: 1 },
      },
    },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false, fz: 12 } },
  },
});

const shared = {
  '--mantine-color-body': 'var(--mr-bg-panel)',
  '--mantine-color-text': 'var(--mr-text-1)',
  '--mantine-color-dimmed': 'var(--mr-text-3)',
  '--mantine-color-placeholder': 'var(--mr-text-3)',
  '--mantine-color-anchor': 'var(--mr-accent-text)',
  '--mantine-color-default': 'var(--mr-bg-raised)',
  '--mantine-color-default-hover': 'var(--mr-bg-hover)',
  '--mantine-color-default-border': 'var(--mr-bd-soft)',
  '--mantine-color-default-color': 'var(--mr-text-1)',
  '--mantine-color-error': 'var(--mr-st-failed)',
  '--mantine-color-disabled': 'var(--mr-bg-app)',
  '--mantine-color-disabled-color': 'var(--mr-text-3)',
  '--mantine-color-disabled-border': 'var(--mr-bd-hair)',
};

export const resolver: CSSVariablesResolver = () => ({ variables: shared, light: shared, dark: shared });

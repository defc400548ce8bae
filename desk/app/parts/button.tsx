/** Buttons: what somebody does. Where they go is a link. */
import type { ComponentChildren, ComponentProps } from 'preact';
import { Icon, type IconName } from './icon.tsx';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'icon'> {
  /** `plain`: the ordinary one; `primary`: what a form is for, at most one; `quiet`: among much else. */
  readonly look?: 'plain' | 'primary' | 'quiet' | 'danger';
  readonly icon?: IconName;
  readonly isSmall?: boolean;
  /** It is being done: pressed again, nothing happens, and focus stays. */
  readonly isBusy?: boolean;
  readonly children?: ComponentChildren;
}

export function Button({ look = 'plain', icon, isSmall, isBusy, children, onClick, ...rest }: ButtonProps) {
  const classes = ['button', look, isSmall && 'small', rest.class].filter(Boolean).join(' ');
  return (
    <button
      type="button"
      {...rest}
      class={classes}
      aria-disabled={isBusy === true ? 'true' : undefined}
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'children'> {
  readonly icon: IconName;
  /** What it does, in words; shown when the pointer rests on it. */
  readonly label: string;
}

export const IconButton = ({ label, ...rest }: IconButtonProps) => (
  <Button look="quiet" {...rest} class={`icon-only ${rest.class ?? ''}`} aria-label={label} title={label} />
);

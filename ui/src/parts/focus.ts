/** A form that goes away gives the focus back: to where it came from, or to what stands in its place. */
import type { Attachment } from "svelte/attachments";

export const givesBack: Attachment<HTMLElement> = (form) => {
  const before = document.activeElement;
  const around = form.parentElement;
  return () => {
    setTimeout(() => {
      if (document.activeElement !== document.body && document.activeElement?.isConnected) return;
      const place = before instanceof HTMLElement && before !== document.body && before.isConnected ? before : (around?.querySelector<HTMLElement>(".add, button") ?? around?.closest<HTMLElement>("[tabindex]"));
      place?.focus({ preventScroll: true });
    });
  };
};

/** A textarea as tall as what is in it: after each letter, when fonts arrive, and when its width changes. */
import type { Attachment } from "svelte/attachments";

export function grow(text: () => string): Attachment<HTMLTextAreaElement> {
  return (field) => {
    const fit = () => {
      const top = scrollY;
      field.style.height = "auto";
      if (field.scrollHeight > 0) field.style.height = `${field.scrollHeight + 2}px`;
      if (scrollY !== top) scrollTo(scrollX, top);
    };
    let width = 0;
    const watching = new ResizeObserver(([entry]) => {
      const now = Math.round(entry?.contentRect.width ?? 0);
      if (now !== width) fit();
      width = now;
    });
    watching.observe(field);
    void document.fonts?.ready.then(fit);
    $effect(() => {
      text();
      fit();
    });
    return () => watching.disconnect();
  };
}

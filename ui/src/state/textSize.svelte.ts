/** How large the letters are, for this window or browser: everything that is read is measured in `rem`. */
export const SIZES = [100, 115, 130, 150, 175, 200] as const;
const KEPT_AS = "asides-text";

let size = $state(kept());
write(size);

export function textSize(): number {
  return size;
}

export function setTextSize(percent: number): void {
  size = percent;
  write(percent);
  try {
    localStorage.setItem(KEPT_AS, String(percent));
  } catch {
    // It holds for as long as the page is open.
  }
}

function kept(): number {
  try {
    const percent = Number(localStorage.getItem(KEPT_AS));
    return (SIZES as readonly number[]).includes(percent) ? percent : 100;
  } catch {
    return 100;
  }
}

function write(percent: number): void {
  document.documentElement.style.fontSize = percent === 100 ? "" : `${percent}%`;
}

/** How bright the dark room is, in this window or browser. */
export const DIMS = [100, 70, 50] as const;
const KEPT_AS = "asides-dim";

let dim = $state<number>(kept());

export function dimmed(): number {
  return dim;
}

export function setDim(percent: number): void {
  dim = percent;
  try {
    localStorage.setItem(KEPT_AS, String(percent));
  } catch {
    // It holds for this evening.
  }
}

export function nextDim(): void {
  setDim(DIMS[(DIMS.findIndex((one) => one === dim) + 1) % DIMS.length] ?? 100);
}

function kept(): number {
  try {
    const percent = Number(localStorage.getItem(KEPT_AS));
    return (DIMS as readonly number[]).includes(percent) ? percent : 100;
  } catch {
    return 100;
  }
}

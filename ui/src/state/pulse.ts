/** Whether one is asked at half an hour how it is; kept on this machine, since it is about this screen. */
const KEPT_AS = "asides-pulse";

/** When it is asked, in film time, and for how long. */
export const PULSE_FROM_MS = 1_800_000;
export const PULSE_FOR_MS = 60_000;

export function asksPulse(): boolean {
  try {
    return localStorage.getItem(KEPT_AS) !== "off";
  } catch {
    return true;
  }
}

export function askPulse(on: boolean): void {
  try {
    localStorage.setItem(KEPT_AS, on ? "on" : "off");
  } catch {
    // It holds until the page is opened anew.
  }
}

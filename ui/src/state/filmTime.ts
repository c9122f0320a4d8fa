/** Film time as people write it. */

/** Writes milliseconds as `h:mm:ss`; a negative time, before the film begins, has a minus sign. */
export function hms(film_ms: number): string {
  const all = Math.floor(Math.abs(film_ms) / 1_000);
  const sign = film_ms < 0 && all > 0 ? "\u2212" : "";
  const two = (n: number) => String(n).padStart(2, "0");
  return `${sign}${Math.floor(all / 3_600)}:${two(Math.floor(all / 60) % 60)}:${two(all % 60)}`;
}

/** Writes milliseconds as `h:mm`, for axes and lengths. */
export function hm(film_ms: number): string {
  const minutes = Math.round(film_ms / 60_000);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

/**
 * Reads what somebody typed: `1:04:22`, `64:22`, `0.41.05`, or digits alone from the right, `10422`. None when it is no
 * time, such as `1:75`.
 */
export function readTime(text: string): number | undefined {
  const trimmed = text.trim();
  const digits = /^\d{1,6}$/.test(trimmed) ? trimmed.padStart(6, "0").replace(/(..)(..)(..)/, "$1:$2:$3") : trimmed;
  const parts = digits.split(/[:.\s]+/);
  if (parts.length < 2 || parts.length > 3 || !parts.every((part) => /^\d{1,3}$/.test(part))) return undefined;
  const [seconds = 0, minutes = 0, hours = 0] = parts.map(Number).reverse();
  if (seconds > 59 || (parts.length === 3 && minutes > 59) || hours > 99) return undefined;
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000;
}

/** Reads a film's length: `112` is minutes, `1:52` hours and minutes, `1:52:30` all three. */
export function readLength(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^\d{1,3}$/.test(trimmed)) return Number(trimmed) * 60_000 || undefined;
  const parts = trimmed.split(/[:.\s]+/);
  if (parts.length === 2) {
    const [hours, minutes] = parts.map(Number);
    if (hours === undefined || minutes === undefined || !(hours < 100) || !(minutes < 60)) return undefined;
    return (hours * 60 + minutes) * 60_000 || undefined;
  }
  return parts.length === 3 ? readTime(trimmed) || undefined : undefined;
}

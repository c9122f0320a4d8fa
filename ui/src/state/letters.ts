/** Grades as they are given and shown. */
import type { GradeView } from "../bridge";

export const LETTERS = ["A+", "A", "A-", "B+", "B", "B-", "C+", "C", "C-", "D+", "D", "D-", "F"] as const;

/** A grade on the page: a true minus sign, and a dash for one that was passed on. */
export function shown(given: string | undefined): string {
  if (given === undefined) return "";
  return given === "pass" ? "\u2013" : given.replace("-", "\u2212");
}

/** Keeps a grade together inside a sentence that runs from right to left. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}

export function gradeOf(grades: readonly GradeView[], member: string, when: string): GradeView | undefined {
  return grades.find((grade) => grade.member === member && grade.when === when);
}

export const HERE: string;
export const EXTENSION: string;
export const CHECKOUT: string;
export const TARGET: string;
export const VSCODE: string;
export const VENV: string;
export const CORPUS: string;
export function browser(): string | undefined;
export function onPath(...names: string[]): string | undefined;

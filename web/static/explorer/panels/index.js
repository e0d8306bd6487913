/**
 * The panels beside the canvas, by name.
 * @type {Record<string, (model: any, element: HTMLElement, given: any) => void>}
 */
export const PANELS = {};

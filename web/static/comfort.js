/**
 * Comfort on every page. Nothing here is needed to read it.
 */
import { keys } from "./keys.js";
import { recent } from "./recent.js";
import { terms } from "./terms.js";
import { tour } from "./tour.js";

terms();
tour();
recent();
keys();

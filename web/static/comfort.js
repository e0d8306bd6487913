/**
 * Comfort on every page. Everything here is also there without it: as links and plain pages.
 */
import { terms } from "./terms.js";
import { tour } from "./tour.js";

terms();
tour();

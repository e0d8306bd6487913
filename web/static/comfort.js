/**
 * Comfort on every page. Everything here is also there without it: as links and plain pages.
 */
import { tour } from "./tour.js";

tour();

// Every page, in the order of the navigation. A new page is one module and one line here.

import overview from "./overview.js";
import compare from "./compare.js";
import alignment from "./alignment.js";
import results from "./results.js";
import sql from "./sql.js";
import run from "./run.js";
import newJob from "./newjob.js";

export const PAGES = [overview, compare, alignment, results, sql, run, newJob];

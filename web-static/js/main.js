// Puts the parts together: token, connection, catalogue, pages.

import { toast } from "./components/toast.js";
import { askForToken } from "./components/tokendialog.js";
import { api } from "./data/api.js";
import { Catalogue, methodsOf } from "./data/catalogue.js";
import { whenUnauthorized } from "./data/http.js";
import { linkedAddress } from "./data/linked.js";
import { Live } from "./data/live.js";
import { PAGES } from "./pages/pages.js";
import { Router } from "./router.js";
import { Shell } from "./shell.js";

const live = new Live(api);

/** Metrics and methods. Every page needs them, so that it waits for them, however long the server takes to be there. */
async function readCatalogue() {
  for (;;) {
    try {
      const [measures, schema] = await Promise.all([api.catalogue(), api.jobSchema()]);
      return new Catalogue(measures, methodsOf(schema));
    } catch {
      // The shell says that the server is away; it is asked again with everything else.
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
}

const shell = new Shell(PAGES.filter((page) => page.inNavigation), live, (address) => router.go(address));
const router = new Router(PAGES, document.querySelector("#page"), {
  before: () => shell.clear(), after: (page) => shell.mark(page), failed: (title) => shell.failed(title),
  find: (link) => linkedAddress(link, api, toast),
});
// The page's own modules come while the catalogue does; those of the others once this one has what it needs.
router.prepare();
whenUnauthorized((wasWrong) => askForToken(wasWrong, () => live.refresh()));
live.start();
router.start({ api, live, catalogue: await readCatalogue() });
setTimeout(() => requestIdleCallback(() => router.loadOthers().catch(() => {})), 2000);

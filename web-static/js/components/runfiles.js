// The files that were logged of a run, by folder: each to download, pictures also to look at. Nothing of a file is ever shown
// as a page: it was written by who knows whom.

import { arrange, h, save, setText } from "../lib/dom.js";
import { foldersOf, pictureType } from "../math/folders.js";
import { bytes, plural } from "../math/format.js";
import { toast } from "./toast.js";

/** Files of a folder that are listed before somebody asks for the others. */
const MOST = 100;
/** Of so many files all folders are open. */
const FEW = 24;

export class RunFiles {
  #api;
  #run = null;
  #shown = "";
  #total = h("span", { class: "muted" });
  #list = h("div", { class: "folders" });
  /** Elements by the folder's path, and by the file's path and content: kept while more files come. */
  #folders = new Map();
  #files = new Map();
  #addresses = new Set();

  /** @param {{api: object}} parts */
  constructor({ api }) {
    this.#api = api;
    this.element = h("section", { class: "panel files", "aria-label": "Files", hidden: true }, h("header", {}, h("h2", {}, "Files"), this.#total), this.#list);
  }

  /** @param {number} run @param {{path: string, bytes: number, sha256: string}[]} artifacts */
  show(run, artifacts) {
    const text = JSON.stringify([run, artifacts]);
    if (text === this.#shown) return;
    if (run !== this.#run) this.stop();
    this.#run = run;
    this.#shown = text;
    this.element.hidden = artifacts.length === 0;
    setText(this.#total, `${plural(artifacts.length, "file")}, ${bytes(artifacts.reduce((sum, file) => sum + file.bytes, 0))}`);
    const folders = foldersOf(artifacts);
    arrange(this.#list, folders.map((folder) => this.#folder(folder, artifacts.length <= FEW)));
  }

  /** Lets go of the pictures that are shown. */
  stop() {
    for (const address of this.#addresses) URL.revokeObjectURL(address);
    this.#addresses.clear();
    this.#folders.clear();
    this.#files.clear();
    this.#shown = "";
  }

  #folder(folder, isOpen) {
    if (!this.#folders.has(folder.path)) this.#folders.set(folder.path, this.#makeFolder(folder.path, isOpen));
    const own = this.#folders.get(folder.path);
    own.files = folder.files;
    setText(own.word, `${plural(folder.files.length, "file")}, ${bytes(folder.bytes)}`);
    this.#fill(own);
    return own.element;
  }

  /** Files that are in no folder stand alone. */
  #makeFolder(path, isOpen) {
    const own = { files: [], most: MOST, list: h("ul", {}), word: h("span", { class: "muted" }) };
    own.more = h("button", {
      type: "button", class: "quiet", hidden: true, onclick: () => {
        own.most = Infinity;
        this.#fill(own);
      },
    });
    own.element = path === "" ? h("div", {}, own.list, own.more)
      : h("details", { open: isOpen }, h("summary", {}, h("span", { class: "path" }, `${path}/`), " ", own.word), own.list, own.more);
    return own;
  }

  #fill({ files, most, list, more }) {
    arrange(list, files.slice(0, most).map((file) => this.#file(file)));
    more.hidden = files.length <= most;
    setText(more, `Show ${plural(files.length - most, "more file")}`);
  }

  #file(file) {
    const key = `${file.path}\n${file.sha256}`;
    if (!this.#files.has(key)) this.#files.set(key, this.#makeFile(file));
    return this.#files.get(key);
  }

  #makeFile(file) {
    const run = this.#run;
    const link = h("a", {
      href: this.#api.artifactAddress(run, file.path), download: file.name, title: `Download ${file.path}`,
      onclick: (event) => {
        // A link carries no token.
        if (!this.#api.isGuarded()) return;
        event.preventDefault();
        this.#download(run, file);
      },
    }, file.name);
    const item = h("li", {}, link, h("span", { class: "muted size" }, bytes(file.bytes)));
    const type = pictureType(file);
    if (type !== null) item.append(this.#lookButton(run, file, type, item));
    return item;
  }

  async #download(run, file) {
    try {
      save(await this.#api.artifact(run, file.path), file.name);
    } catch (error) {
      toast(error.message, "error");
    }
  }

  /** The server gives every file as bytes without a kind, so that the page says what it is: a picture. */
  #lookButton(run, file, type, item) {
    const picture = h("img", { alt: file.path, hidden: true, onerror: () => this.#hide(picture, button, "This browser cannot show the picture.") });
    const button = h("button", {
      type: "button", class: "quiet look", onclick: async () => {
        if (!picture.hidden) return this.#hide(picture, button);
        button.disabled = true;
        try {
          const content = await this.#api.artifact(run, file.path);
          if (run === this.#run) this.#look(picture, button, URL.createObjectURL(new Blob([content], { type })));
        } catch (error) {
          toast(error.message, "error");
        }
        button.disabled = false;
      },
    });
    name(button, "Show", file.path);
    item.append(picture);
    return button;
  }

  #look(picture, button, address) {
    this.#addresses.add(address);
    picture.src = address;
    picture.hidden = false;
    name(button, "Hide", picture.alt);
  }

  #hide(picture, button, why = "") {
    URL.revokeObjectURL(picture.src);
    this.#addresses.delete(picture.src);
    picture.hidden = true;
    name(button, "Show", picture.alt);
    if (why !== "") toast(why, "error");
  }
}

function name(button, word, path) {
  setText(button, word);
  button.setAttribute("aria-label", `${word} ${path}`);
  button.setAttribute("aria-expanded", String(word === "Hide"));
}

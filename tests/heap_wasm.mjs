// Prints how many bytes of heap each module in a folder holds once it is imported, in MicroPython compiled to
// WebAssembly, whose pointers have 32 bits as those of a board:
//     NODE_PATH=.../node_modules node heap_wasm.mjs folder
// Each step is a call of its own, because this interpreter collects garbage only between calls.

import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
const require = createRequire(import.meta.url); // which, unlike import, looks along NODE_PATH
const { loadMicroPython } = await import(
    pathToFileURL(require.resolve("@micropython/micropython-webassembly-pyscript"))
);
const python = await loadMicroPython({ heapsize: 4 * 1024 * 1024, stdout: () => {} });
const held = {};
python.runPython("import gc");
for (const file of fs.readdirSync(folder).filter((name) => name.endsWith(".py"))) {
    python.FS.writeFile("/" + file, fs.readFileSync(path.join(folder, file)));
    const module = path.basename(file, ".py");
    python.runPython("gc.collect()");
    python.runPython("before = gc.mem_alloc()");
    python.runPython(`import ${module}`);
    python.runPython("gc.collect()");
    python.runPython("held = gc.mem_alloc() - before");
    held[module] = python.globals.get("held");
}
console.log(JSON.stringify(held));

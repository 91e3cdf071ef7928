// Runs a module of purenn in Python compiled to WebAssembly, as `python3 -m module arguments` does elsewhere:
//     NODE_PATH=.../node_modules node run_wasm.mjs pyodide|micropython module [arguments]
// The package is copied into the interpreter's file system in memory, and so is the folder in the environment variable
// PROGRAM, if any, from which modules are imported too. The exit code of the module becomes that of node.

import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const [interpreter, module, ...rest] = process.argv.slice(2);
const require = createRequire(import.meta.url); // which, unlike import, looks along NODE_PATH
const source = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "purenn");

function copy(FS, from, to) {
    FS.mkdir(to);
    for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
        if (entry.isDirectory()) {
            if (entry.name !== "__pycache__") copy(FS, path.join(from, entry.name), `${to}/${entry.name}`);
        } else {
            FS.writeFile(`${to}/${entry.name}`, fs.readFileSync(path.join(from, entry.name)));
        }
    }
}

const start = `
import sys
sys.path.insert(0, "/library")
sys.path.insert(0, "/program")
sys.argv[:] = ${JSON.stringify([module, ...rest])}
code = 0
try:
    __import__(${JSON.stringify(module === "purenn" ? "purenn.__main__" : module)})
except SystemExit as stop:
    code = stop.args[0] if stop.args and stop.args[0] is not None else 0
`;

let python;
if (interpreter === "pyodide") {
    const { loadPyodide } = require("pyodide");
    python = await loadPyodide();
    python.setStdout({ batched: (line) => console.log(line) });
    python.setStderr({ batched: (line) => console.error(line) });
} else {
    const package_ = "@micropython/micropython-webassembly-pyscript";
    const { loadMicroPython } = await import(pathToFileURL(require.resolve(package_)));
    python = await loadMicroPython({ heapsize: 16 * 1024 * 1024, linebuffer: true, stdout: (line) => console.log(line) });
}
python.FS.mkdir("/library");
copy(python.FS, source, "/library/purenn");
if (process.env.PROGRAM) copy(python.FS, process.env.PROGRAM, "/program");
try {
    python.runPython(start);
    process.exitCode = python.globals.get("code");
} catch (error) {
    console.error(error.message);
    process.exitCode = 1;
}

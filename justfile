# Shortcuts for developers; ./run does the work and needs no just.

# List the recipes
default:
    @just --list

# Serve the site
serve *args:
    ./run {{args}}

# Run the tests
test *args:
    ./run test {{args}}

# Lint, types, layers, migrations, deployment settings
check:
    ./run check

# Format the code
format:
    .venv/bin/ruff check --fix .
    .venv/bin/ruff format .

# Compile the two requirements files (with hashes, without any address)
lock:
    .venv/bin/uv pip compile --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml -o requirements.txt
    .venv/bin/uv pip compile --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

# Embedded database: status, start or stop
db action="status":
    ./run manage db {{action}}

# Run a benchmark of benchmarks/
bench *args:
    ./run bench {{args}}

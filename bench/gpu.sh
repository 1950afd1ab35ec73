#!/usr/bin/env bash
# One command on a machine with an NVIDIA card and a CUDA build of PyTorch:
#
#   bench/gpu.sh                                       with the .NET SDK there
#   FAIRER_CLI=/path/to/fairer-cli bench/gpu.sh        with a published program instead (below)
#
# It builds the bridge against the PyTorch that python3 finds, compares every device with the managed engine, trains AlexNet
# at 256 x 256 with and without alignment, and times a stacked sweep of 300 c200 DRAlign runs of 1,000 steps beside eager
# PyTorch on the same card. Its output is what docs/performance.md quotes.
#
# Where there is no SDK, publish here and copy the checkout with the folder there:
#   dotnet publish Fairer.Cli -c Release -r linux-x64 --self-contained -p:PublishTrimmed=true -o cli
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$python" -c 'import torch, sys; sys.exit(not torch.cuda.is_available())' ||
    { echo "bench/gpu.sh: $python has no PyTorch that sees a CUDA card." >&2; exit 1; }
"$python" -c 'import torch; print("PyTorch", torch.__version__, "on", torch.cuda.get_device_name())'

bridge() {
    if command -v cmake >/dev/null; then
        cmake -S "$root/Fairer.Torch/native" -B "$work/build" -DCMAKE_BUILD_TYPE=Release \
            -DCMAKE_PREFIX_PATH="$("$python" -c 'import torch; print(torch.utils.cmake_prefix_path)')" >/dev/null &&
            cmake --build "$work/build" >/dev/null && cp "$work/build/libfairer_torch.so" "$work/" && return
        echo "bench/gpu.sh: cmake could not; trying g++ by hand." >&2
    fi
    local lib abi includes
    lib=$("$python" -c 'import os, torch; print(os.path.join(os.path.dirname(torch.__file__), "lib"))')
    abi=$("$python" -c 'import torch; print(int(torch._C._GLIBCXX_USE_CXX11_ABI))')
    includes=$("$python" -c 'from torch.utils.cpp_extension import include_paths; print(" ".join("-I" + path for path in include_paths()))')
    # shellcheck disable=SC2086
    g++ -std=c++20 -O2 -fPIC -shared -fvisibility=hidden "-D_GLIBCXX_USE_CXX11_ABI=$abi" $includes \
        "$root/Fairer.Torch/native/fairer_torch.cpp" -o "$work/libfairer_torch.so" \
        "-L$lib" "-Wl,-rpath,$lib" -Wl,--no-as-needed -ltorch -ltorch_cpu -ltorch_cuda -lc10 -lc10_cuda -ldl
}
bridge
export FAIRER_TORCH=$work/libfairer_torch.so
cli=${FAIRER_CLI:-$root/fairer}

echo "== devices"
"$cli" devices
"$cli" devices --check

echo "== AlexNet, 256 x 256, synthetic faces"
for method in fairreg dralign; do
    "$cli" train --dataset faces --model alexnet --image-size 256 --device cuda:0 --method "$method" --epochs 3 --steps 50 \
        --store "$work/images.db" --json |
        "$python" -c 'import json, sys
run = json.loads(sys.stdin.readline())
print("  %-8s %7.1f s for 3 epochs of 50 steps of 64 images, evaluation included; similarity %.2f of 8" % (run["method"], run["seconds"], run["similarity"]))'
done

echo "== stacked sweep beside eager PyTorch"
FAIRER_CLI=$cli "$python" "$root/bench/compare.py" --hidden 200 --steps 1000 --runs 300

#!/usr/bin/env python3
"""Times a stacked sweep of ours on a graphics card beside eager PyTorch (bench/baseline.py) on the same card.

    python3 bench/compare.py --hidden 200 --runs 300

On the processor ./fairer bench does it. Ours is a sweep of so many DRAlign runs, trained together, evaluation included;
PyTorch's time is that of the steps of one run, times their number, since it trains one after the other.
"""
import argparse
import json
import os
import pathlib
import subprocess
import tempfile
import time

import torch

from baseline import Trainer


def our_sweep(hidden, steps, runs):
    """Seconds of a sweep from its start to its end, those of training and evaluation alone, and how many runs it had."""
    seeds = 10
    betas = ",".join(str(round(0.01 * k, 2)) for k in range(1, max(1, runs // (5 * seeds)) + 1))
    with tempfile.TemporaryDirectory() as folder:
        command = [
            *cli(), "sweep", "--dataset", "synthetic", "--method", "dralign", "--hidden", str(hidden), "--device", "cuda:0",
            "--lambda", "0.2:0.6:0.1", "--beta", betas, "--seed", f"0:{seeds - 1}", "--epochs", str(max(1, steps // 100)),
            "--store", os.path.join(folder, "bench.db"), "--json"]
        start = time.perf_counter()
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        seconds = time.perf_counter() - start
    return seconds, sum(json.loads(line)["seconds"] for line in output.splitlines()), len(output.splitlines())


def cli():
    """The command line: a published program that FAIRER_CLI names, or ./fairer."""
    return [os.environ.get("FAIRER_CLI") or str(pathlib.Path(__file__).resolve().parent.parent / "fairer")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hidden", type=int, default=200, help="units of each of the two hidden layers")
    parser.add_argument("--steps", type=int, default=1000, help="steps of a run; a multiple of 100")
    parser.add_argument("--runs", type=int, default=300, help="runs of the sweep; a multiple of 50")
    arguments = parser.parse_args()
    trainer = Trainer("dralign", arguments.hidden, device="cuda")
    trainer.seconds(20)
    one = trainer.seconds(arguments.steps)
    wall, training, runs = our_sweep(arguments.hidden, arguments.steps, arguments.runs)
    print(f"DRAlign, hidden {arguments.hidden}, {runs} runs of {arguments.steps} steps on {torch.cuda.get_device_name()}")
    print(f"  PyTorch {torch.__version__}, steps alone, one run             {one:9.2f} s")
    print(f"  PyTorch, {runs} runs one after the other                {one * runs:9.2f} s")
    print(f"  Fairer, {runs} runs together, training and evaluation   {training:9.2f} s   ratio {one * runs / training:7.1f}")
    print(f"  Fairer, from start of the program to its end        {wall:9.2f} s   ratio {one * runs / wall:7.1f}")


if __name__ == "__main__":
    main()

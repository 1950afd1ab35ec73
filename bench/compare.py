#!/usr/bin/env python3
"""Times one DRAlign run of ours beside eager PyTorch doing the same steps on the same machine.

    python3 bench/compare.py [--hidden 50] [--steps 1000]
    python3 bench/compare.py --device cuda --hidden 200 --runs 300     # a sweep on a graphics card

Needs PyTorch on a fast BLAS (Debian: apt-get install python3-torch libopenblas0-pthread, and then /usr/bin/python3; on
Debian's plain BLAS it is seven times slower). The PyTorch side is what a user would write: one forward pass for both
subgroups, two gradients with create_graph, one backward pass, Adam; its best number of threads is searched first. Its
time is that of the steps alone, on random features of Adult's shape; ours is the whole run as `./fairer train --json`
reports it, the evaluation after each epoch included.

With --device cuda, ours is a sweep of so many runs, trained together; PyTorch's time is that of one run, times their
number, since it trains one after the other.
"""
import argparse
import json
import os
import pathlib
import subprocess
import tempfile
import time

import torch
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

INPUTS, ROWS, PER_GROUP = 120, 13_000, 500


class Trainer:
    """Steps of Algorithm 1 in eager PyTorch."""

    def __init__(self, hidden, lam=0.4, beta=0.05, device="cpu"):
        torch.manual_seed(0)
        self.lam, self.beta, self.device = lam, beta, device
        self.x = [(torch.rand(ROWS, INPUTS, device=device) < 1 / 3).float() for _ in range(2)]
        self.y = [(torch.rand(ROWS, 1, device=device) < share).float() for share in (0.1, 0.3)]
        self.net = torch.nn.Sequential(
            torch.nn.Linear(INPUTS, hidden), torch.nn.ReLU(),
            torch.nn.Linear(hidden, hidden), torch.nn.ReLU(),
            torch.nn.Linear(hidden, 1)).to(device)
        self.weights = [layer.weight for layer in self.net if isinstance(layer, torch.nn.Linear)]
        self.adam = torch.optim.Adam(self.net.parameters(), lr=1e-3)

    def step(self):
        drawn = [torch.randperm(ROWS, device=self.device)[:PER_GROUP] for _ in range(2)]
        x = torch.cat([self.x[group][drawn[group]] for group in range(2)])
        y = torch.cat([self.y[group][drawn[group]] for group in range(2)])
        logits = self.net(x)
        losses = [cross_entropy(logits[part], y[part]) for part in (slice(0, PER_GROUP), slice(PER_GROUP, None))]
        scores = torch.sigmoid(logits)
        gap = (scores[:PER_GROUP].mean() - scores[PER_GROUP:].mean()).abs()
        gradients = [torch.autograd.grad(loss, self.weights, create_graph=True) for loss in losses]
        similarity = 0
        for weight, first, second in zip(self.weights, *gradients):
            c0, c1 = ((first * weight) ** 2).flatten(), ((second * weight) ** 2).flatten()
            similarity = similarity + (c0 @ c1) / (c0.norm() * c1.norm())
        loss = (losses[0] + losses[1]) / 2 + self.lam * gap - self.beta * similarity
        self.adam.zero_grad(set_to_none=True)
        loss.backward()
        self.adam.step()

    def run(self, steps):
        self.wait()
        start = time.perf_counter()
        for _ in range(steps):
            self.step()
        self.wait()
        return time.perf_counter() - start

    def wait(self):
        if self.device != "cpu":
            torch.cuda.synchronize()


def pytorch_seconds(hidden, steps):
    """The time of the steps at the number of threads that is fastest for a tenth of them."""
    trials = {}
    for threads in range(1, (os.cpu_count() or 1) + 1):
        torch.set_num_threads(threads)
        trainer = Trainer(hidden)
        trainer.run(10)
        trials[threads] = trainer.run(max(20, steps // 10))
    best = min(trials, key=trials.get)
    torch.set_num_threads(best)
    trainer = Trainer(hidden)
    trainer.run(10)
    return trainer.run(steps), best


def cuda_seconds(hidden, steps):
    """The time of the steps of one run on the graphics card."""
    trainer = Trainer(hidden, device="cuda")
    trainer.run(20)
    return trainer.run(steps)


def our_sweep_seconds(hidden, steps, runs):
    """The time of a sweep on the graphics card from its start to its end, evaluation and store included."""
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
    trained = len(output.splitlines())
    return seconds, sum(json.loads(line)["seconds"] for line in output.splitlines()), trained


def cli():
    """The command line: a published program that FAIRER_CLI names, or ./fairer."""
    return [os.environ.get("FAIRER_CLI") or str(pathlib.Path(__file__).resolve().parent.parent / "fairer")]


def our_seconds(hidden, steps):
    """The time of one whole run on the embedded data, as the command line reports it."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            *cli(), "train", "--dataset", "synthetic", "--method", "dralign", "--hidden", str(hidden),
            "--epochs", str(max(1, steps // 100)), "--lambda", "0.4", "--beta", "0.05", "--seed", "0",
            "--store", os.path.join(folder, "bench.db"), "--json"]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(output)["seconds"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hidden", type=int, default=50, help="units of each of the two hidden layers")
    parser.add_argument("--steps", type=int, default=1000, help="steps of the run; a multiple of 100")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--runs", type=int, default=300, help="runs of the sweep on a graphics card; a multiple of 50")
    arguments = parser.parse_args()
    if arguments.device == "cuda":
        one = cuda_seconds(arguments.hidden, arguments.steps)
        wall, training, runs = our_sweep_seconds(arguments.hidden, arguments.steps, arguments.runs)
        print(f"DRAlign, hidden {arguments.hidden}, {runs} runs of {arguments.steps} steps on {torch.cuda.get_device_name()}")
        print(f"  PyTorch {torch.__version__}, steps alone, one run             {one:9.2f} s")
        print(f"  PyTorch, {runs} runs one after the other                {one * runs:9.2f} s")
        print(f"  Fairer, {runs} runs together, training and evaluation   {training:9.2f} s   ratio {one * runs / training:7.1f}")
        print(f"  Fairer, from start of the program to its end        {wall:9.2f} s   ratio {one * runs / wall:7.1f}")
        return
    theirs, threads = pytorch_seconds(arguments.hidden, arguments.steps)
    ours = our_seconds(arguments.hidden, arguments.steps)
    print(f"DRAlign, hidden {arguments.hidden}, {arguments.steps} steps")
    print(f"  PyTorch {torch.__version__}, {threads} thread(s), steps alone    {theirs:7.2f} s")
    print(f"  Fairer, 1 thread, whole run with evaluation       {ours:7.2f} s")
    print(f"  ratio                                             {theirs / ours:7.2f}")


if __name__ == "__main__":
    main()

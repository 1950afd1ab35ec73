#!/usr/bin/env python3
"""The steps of FairReg and DRAlign, and the evaluation of an epoch, in eager PyTorch as a user who wants them fast would write them.

    python3 bench/baseline.py                     times a step of each at every width, thread settings searched
    python3 bench/baseline.py --serve             answers requests of ./fairer bench, a JSON object a line each way

One forward pass for both subgroups; for DRAlign two gradients with create_graph, one for each subgroup's loss; one
backward pass; Adam. Batches are drawn by numpy without replacement (a sixth of the time of torch.randperm on Adult's numbers
of rows) and gathered by index_select; denormals are flushed; nothing reads a number back. Tried, and within 2%
of this: Adam with foreach, softplus and logsigmoid in place of the cross-entropy, cosine_similarity in place of the
products. The data is random, of the shape that is asked for.

Needs PyTorch on a fast BLAS (Debian: apt-get install python3-torch libopenblas0-pthread, and then /usr/bin/python3).
"""
import argparse
import ctypes
import json
import os
import sys
import time

import numpy
import torch
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

INPUTS, PER_GROUP = 120, 500
ADULT_ROWS = (8_800, 18_333)  # the subgroups of Adult's training split, roughly
HELD_OUT = 1 / 3  # validation and test have a third of the training rows each


class Trainer:
    """Steps of Algorithm 1 (docs/method.md)."""

    def __init__(self, method, hidden, rows=ADULT_ROWS, inputs=INPUTS, lam=0.4, beta=0.05, device="cpu"):
        torch.manual_seed(0)
        self.random = numpy.random.default_rng(0)
        self.aligned = method == "dralign"
        self.rows, self.lam, self.beta, self.device = rows, lam, beta, device
        self.x = (torch.rand(sum(rows), inputs, device=device) < 1 / 3).float()
        self.y = (torch.rand(sum(rows), device=device) < 0.25).float()
        self.net = torch.nn.Sequential(
            torch.nn.Linear(inputs, hidden), torch.nn.ReLU(),
            torch.nn.Linear(hidden, hidden), torch.nn.ReLU(),
            torch.nn.Linear(hidden, 1)).to(device)
        self.weights = [layer.weight for layer in self.net if isinstance(layer, torch.nn.Linear)]
        self.adam = torch.optim.Adam(self.net.parameters(), lr=1e-3)

    def draw(self):
        """500 samples of each subgroup, without replacement."""
        first, second = (self.random.choice(rows, PER_GROUP, replace=False, shuffle=False) for rows in self.rows)
        drawn = torch.from_numpy(numpy.concatenate((first, second + self.rows[0]))).to(self.device)
        return self.x.index_select(0, drawn), self.y.index_select(0, drawn)

    def similarity(self, losses, create_graph=True):
        """The sum over layers of the cosines of the subgroups' rationales."""
        first, second = (torch.autograd.grad(loss, self.weights, create_graph=create_graph) for loss in losses)
        total = 0
        for weight, g0, g1 in zip(self.weights, first, second):
            c0, c1 = ((g0 * weight) ** 2).flatten(), ((g1 * weight) ** 2).flatten()
            total = total + (c0 @ c1) / (c0.norm() * c1.norm())
        return total

    def step(self):
        x, y = self.draw()
        logits = self.net(x).squeeze(1)
        scores = torch.sigmoid(logits)
        gap = (scores[:PER_GROUP].mean() - scores[PER_GROUP:].mean()).abs()
        if self.aligned:
            losses = [cross_entropy(logits[part], y[part]) for part in (slice(0, PER_GROUP), slice(PER_GROUP, None))]
            loss = (losses[0] + losses[1]) / 2 + self.lam * gap - self.beta * self.similarity(losses)
        else:
            loss = cross_entropy(logits, y) + self.lam * gap
        self.adam.zero_grad(set_to_none=True)
        loss.backward()
        self.adam.step()

    def evaluate(self):
        """What is measured after an epoch: scores, average precision and gaps on two held-out parts, and the similarity on
        the whole training split."""
        measured = []
        held_out = round(HELD_OUT * len(self.x))
        with torch.no_grad():
            for part in (slice(0, held_out), slice(held_out, 2 * held_out)):
                scores, y = torch.sigmoid(self.net(self.x[part]).squeeze(1)), self.y[part]
                group = torch.arange(len(y), device=self.device) % 3 == 0
                hits = y[scores.argsort(descending=True)].cumsum(0)
                precision = hits / torch.arange(1, len(y) + 1, device=self.device)
                gaps = [scores[rows & group].mean() - scores[rows & ~group].mean() for rows in (y >= 0, y == 0, y == 1)]
                measured.append((hits.diff(prepend=hits[:1] * 0) * precision).sum() / hits[-1])
                measured.append(gaps[0].abs())
                measured.append(gaps[1].abs() + gaps[2].abs())
        losses = [cross_entropy(self.net(x).squeeze(1), y) for x, y in zip(self.x.split(self.rows), self.y.split(self.rows))]
        measured.append(self.similarity(losses, create_graph=False))
        return torch.stack(measured).tolist()

    def seconds(self, steps):
        """The time of so many steps."""
        self.wait()
        start = time.perf_counter()
        for _ in range(steps):
            self.step()
        self.wait()
        return time.perf_counter() - start

    def step_seconds(self, seconds):
        """The mean time of a step over so many seconds, three steps at least."""
        return mean_seconds(self.step, seconds)

    def evaluation_seconds(self, seconds):
        """The mean time of an epoch's evaluation, likewise."""
        return mean_seconds(self.evaluate, seconds)

    def wait(self):
        if self.device != "cpu":
            torch.cuda.synchronize()


def mean_seconds(action, seconds):
    """The mean time of something over so many seconds, three times at least."""
    start, times = time.perf_counter(), 0
    while times < 3 or time.perf_counter() - start < seconds:
        action()
        times += 1
    return (time.perf_counter() - start) / times


class Blas:
    """OpenBLAS, where it is what PyTorch multiplies with: its threads are not PyTorch's."""

    def __init__(self):
        self.library = None
        if os.path.exists("/proc/self/maps"):
            torch.mm(torch.ones(2, 2), torch.ones(2, 2))
            with open("/proc/self/maps", encoding="utf-8") as maps:
                paths = sorted({line.split()[-1] for line in maps if "openblas" in line})
            if paths:
                self.library = ctypes.CDLL(paths[0])  # It, or a library that depends on it: the functions are found.

    def __str__(self):
        if self.library is None:
            return "MKL" if torch.backends.mkl.is_available() else "unknown BLAS"
        self.library.openblas_get_config.restype = ctypes.c_char_p
        self.library.openblas_get_corename.restype = ctypes.c_char_p
        version = " ".join(self.library.openblas_get_config().decode().split()[:2])
        return f"{version}, {self.library.openblas_get_corename().decode()} kernels"

    def set_threads(self, threads):
        if self.library is not None:
            self.library.openblas_set_num_threads(threads)


class Worker:
    """Trainers that are kept, so that what is timed is steps alone."""

    def __init__(self):
        torch.set_flush_denormal(True)
        self.blas = Blas()
        self.trainers = {}

    def set_threads(self, threads):
        """So many threads of PyTorch's own and so many of the BLAS."""
        torch.set_num_threads(threads[0])
        self.blas.set_threads(threads[1])

    def settings(self):
        """The thread settings worth trying."""
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        counts = sorted({1, 2, cores // 2, cores} & set(range(1, cores + 1)))
        return [(own, blas) for own in counts for blas in (counts if self.blas.library is not None else [own])]

    def trainer(self, method, hidden, rows=ADULT_ROWS, inputs=INPUTS):
        key = method, hidden, tuple(rows), inputs
        if key not in self.trainers:
            self.trainers[key] = Trainer(method, hidden, rows, inputs)
            self.trainers[key].seconds(20)
        return self.trainers[key]

    def search(self, trainer, seconds):
        """The fastest thread setting, each tried for that long, in turns."""
        times = dict.fromkeys(self.settings(), float("inf"))
        for _ in range(5):
            for setting in times:
                self.set_threads(setting)
                times[setting] = min(times[setting], trainer.step_seconds(seconds / 5))
        return min(times, key=times.get)

    def answer(self, request):
        """Does what a request says: describe, matmul, search or times."""
        what = request.pop("do")
        if what == "describe":
            return {"torch": torch.__version__, "blas": str(self.blas)}
        if what == "matmul":
            self.set_threads((1, 1))
            return {"gflops": max(matmul(size) for size in request["sizes"])}
        seconds, threads = request.pop("seconds"), request.pop("threads", None)
        trainer = self.trainer(**request)
        if what == "search":
            return {"threads": self.search(trainer, seconds)}
        self.set_threads(threads)
        return {"step": trainer.step_seconds(seconds), "evaluation": trainer.evaluation_seconds(seconds / 4)}


def matmul(size):
    """The best rate of ten products of two square matrices, in GFLOP/s."""
    a, b, c = (torch.rand(size, size) for _ in range(3))
    best = float("inf")
    for _ in range(10):
        start = time.perf_counter()
        torch.mm(a, b, out=c)
        best = min(best, time.perf_counter() - start)
    return 2e-9 * size ** 3 / best


def serve():
    """Answers requests until there are no more."""
    worker = Worker()
    for line in sys.stdin:
        print(json.dumps(worker.answer(json.loads(line))), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--serve", action="store_true", help="answer requests on standard input")
    parser.add_argument("--nice", type=int, default=0, help="how much to yield to other programs, as Fairer's training threads do")
    arguments = parser.parse_args()
    if arguments.nice and hasattr(os, "nice"):
        os.nice(arguments.nice)
    if arguments.serve:
        serve()
        return
    worker = Worker()
    print(f"PyTorch {torch.__version__} on {worker.blas}")
    for method in ("dralign", "fairreg"):
        for hidden in (10, 50, 200):
            trainer = worker.trainer(method, hidden)
            threads = worker.search(trainer, 0.5)
            worker.set_threads(threads)
            step = min(trainer.step_seconds(0.5) for _ in range(5))
            evaluation = min(trainer.evaluation_seconds(0.5) for _ in range(3))
            print(f"  {method} c{hidden}: {1e3 * step:.3f} ms a step, {1e3 * evaluation:.1f} ms an evaluation, "
                  f"with {threads[0]} thread(s), {threads[1]} of the BLAS")


if __name__ == "__main__":
    main()

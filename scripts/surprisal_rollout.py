#!/usr/bin/env python3
"""surprisal_rollout: writes a trainer's roll-outs for Surprisal. One file, standard library only.

    from surprisal_rollout import Writer

    with Writer("rollouts", rank=rank, world_size=world_size, distribution="raw",
                temperature=1.0, top_p=1.0, top_k=0) as writer:
        for step in range(steps):
            for completion in batch:
                writer.log(step, token_ids, mask, sampler=..., policy=..., reference=...,
                           reward=..., env="math", turn=0, weight_version=step)
            writer.close_step(step)

Sequences may be lists, NumPy arrays or torch tensors of one dimension. The format, and what is done
with bad values, is in docs/ROLLOUTS.md. Files appear complete under their names, so that a folder
can be followed while it is written to.

    surprisal_rollout.py cat FOLDER_OR_FILE...   prints the records of finished and torn files
    surprisal_rollout.py recover FOLDER          finishes files that a crash left, of all ranks
    surprisal_rollout.py --self-test             writes, tears, recovers and compares

Python 3.8 or later.
"""
import gzip
import io
import json
import math
import os
import re
import sys
import threading
import zlib

try:
    import fcntl
except ImportError:  # Windows: nothing tells two processes of one rank apart there
    fcntl = None

SCHEMA = "surprisal.rollout/1"
OPEN = ".inprogress"
FLUSH_BYTES = 1 << 18
FILE_BYTES = 64 << 20
DISTRIBUTIONS = ("raw", "after_temperature", "processed", "unknown")
SAMPLED_BY = ("sampler", "policy", "reference", "other")
_NAME = re.compile(r"^rollout-r(\d{5})-a(\d{4})-(\d{6})\.jsonl\.gz(\.inprogress)?$")


class Writer:
    """Writes the roll-outs of one rank into a folder that all ranks share.

    folder        made if missing
    rank          of this process; at most one process of a rank at a time
    world_size    how many ranks write; a step is whole when all of them have passed it
    run           name of the training run
    distribution  which one the sampler's log-probs are of: "raw" (before temperature),
                  "after_temperature", "processed" (after truncation too) or "unknown"
    temperature, top_p, top_k   as given to the sampler; None if not known, top_k 0 for off
    sampled_by    "sampler", "policy", "reference", or "other" for text of somebody else's
    vocabulary    size; with it a padding of log(1/V) is told from a log-prob
    implied       whether a record of a later step closes the ones before; not for asynchronous
                  trainers, which come back to earlier steps
    fsync         whether a flush waits for the disk; without it a crash of the machine may lose it
    digits        significant ones of a log-prob; 9 hold every float32 exactly

    Every method may be called from several threads. A wrong argument raises ValueError before
    anything is written.
    """

    def __init__(self, folder, rank=0, world_size=1, run=None, distribution="unknown",
                 temperature=None, top_p=None, top_k=None, sampled_by="sampler", vocabulary=None,
                 implied=True, fsync=True, digits=9):
        if not 0 <= rank < world_size:
            raise ValueError("rank %r of world_size %r" % (rank, world_size))
        if rank > 99999:
            raise ValueError("rank %r above 99999" % rank)
        if distribution not in DISTRIBUTIONS:
            raise ValueError("distribution %r, expected one of %s" % (distribution, DISTRIBUTIONS))
        if sampled_by not in SAMPLED_BY:
            raise ValueError("sampled_by %r, expected one of %s" % (sampled_by, SAMPLED_BY))
        if not 1 <= digits <= 17:
            raise ValueError("digits %r, expected 1 to 17" % digits)
        self._folder = os.fspath(folder)
        self._rank = rank
        self._head = {"schema": SCHEMA, "run": run, "writer": rank, "writers": world_size}
        self._sampling = {"distribution": distribution, "temperature": temperature,
                          "top_p": top_p, "top_k": top_k, "sampled_by": sampled_by,
                          "vocabulary": vocabulary}
        self._implied = implied
        self._fsync = fsync
        self._format = "." + str(digits) + "g"
        self._mutex = threading.RLock()
        self._sequence = 0
        self._number = 0
        self._file = None
        self._path = None
        self._pending = []
        self._pending_bytes = 0
        self._counts = {}
        self._greatest = -1
        self._closed_up_to = -1
        self._ended = False
        os.makedirs(self._folder, exist_ok=True)
        self._lock, self._attempt = _take_attempt(self._folder, rank)
        for name in _torn(self._folder, rank):
            _finish_torn(self._folder, name)
        self._before = _records_of(self._folder, rank, self._attempt - 1)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        # After an error the run may go on in another process: the writer has not passed all steps.
        self.close(last=kind is None)

    def log(self, step, token_ids, mask, sampler=None, policy=None, reference=None, reward=None,
            gold_reward=None, env=None, turn=None, weight_version=None, temperature=None, id=None,
            extra=None, sampler_top=None, policy_top=None, reference_top=None, top_size=None,
            judge=None, judge_logit=None, label=None, pair=None, preferred=None):
        """Writes one completion.

        token_ids, mask   as long as each other and as every log-prob list; mask is 1 at the tokens
                          of the policy's own and 0 at prompt, tool output and padding
        sampler, policy, reference   natural log-probs of the tokens, at least one of the three;
                          None or NaN where there is none, -inf for probability 0
        reward, gold_reward          the one trained on; one that is not
        temperature       of this completion, instead of the writer's
        extra             a dict of anything; not read
        sampler_top, policy_top, reference_top   likeliest tokens of that role, an entry a token:
                          None, a pair (token ids, natural log-probs of the whole vocabulary), or a
                          dict {token id: log-prob}, of which vLLM's objects are taken as well
        top_size          how many likeliest ones the server was asked for: with it a sampled
                          token that the server put behind them is told from the likeliest
        judge, judge_logit   what a judge or verifier gives "yes", one of the two: a probability,
                          or a logit, which may be infinite; NaN where it gave none
        label             what was the case, True or False
        pair, preferred   name of a pair of completions, both of one step and this writer, and
                          whether this is the chosen (True) or the rejected one (False)
        """
        step = _whole("step", step, 0)
        ids = [int(token) for token in _list("token_ids", token_ids)]
        record = dict(self._head, step=step)
        flags = [_flag(value) for value in _list("mask", mask)]
        _same_length("mask", flags, ids)
        columns = {}
        for name, values in (("sampler", sampler), ("policy", policy), ("reference", reference)):
            if values is not None:
                columns[name] = [self._number_of(value) for value in _list(name, values)]
                _same_length(name, columns[name], ids)
        if not columns:
            raise ValueError("none of sampler, policy, reference")
        for at, (token, own) in enumerate(zip(ids, flags)):
            if own and token < 0:
                raise ValueError("token_ids[%d] is %d under mask 1" % (at, token))
        tops = {}
        for name, values in (("sampler", sampler_top), ("policy", policy_top),
                             ("reference", reference_top)):
            if values is not None:
                if name not in columns:
                    raise ValueError("%s_top without %s" % (name, name))
                tops[name + "_top"] = self._top("%s_top" % name, values, flags)
        if top_size is not None:
            tops["top_size"] = _whole("top_size", top_size, 1)
        labels = {"id": id, "env": env, "turn": None if turn is None else _whole("turn", turn, 0),
                  "weight_version": _plain(weight_version)}
        record.update((key, value) for key, value in labels.items() if value is not None)
        sampling = dict(self._sampling)
        if temperature is not None:
            sampling["temperature"] = float(temperature)
        record.update((key, value) for key, value in sampling.items() if value is not None)
        record.update(token_ids=ids, mask=flags, **columns)
        record.update(tops)
        for name, value in (("reward", reward), ("gold_reward", gold_reward)):
            if value is not None:
                record[name] = _finite_or_name(float(value))
        record.update(_judgement(judge, judge_logit, label))
        record.update(_preference(pair, preferred))
        if extra is not None:
            record["extra"] = extra
        with self._mutex:
            self._refuse_if_ended()
            if self._implied and step > self._greatest >= 0:
                self._close_up_to(step - 1)
            self._greatest = max(self._greatest, step)
            self._counts[step] = self._counts.get(step, 0) + 1
            self._put(record)

    def close_step(self, step):
        """Says that this rank has passed the step and all before it, and finishes the file, so
        that what was written can be read. A roll-out of that step after this counts as late."""
        step = _whole("step", step, 0)
        with self._mutex:
            self._refuse_if_ended()
            self._greatest = max(self._greatest, step)
            self._close_up_to(step)

    def flush(self):
        """Brings what was logged to the disk, into a file that is not finished."""
        with self._mutex:
            self._flush()

    def close(self, last=True):
        """Finishes the file. With last, says that this rank has passed every step: no process
        goes on with the run. May be called again."""
        with self._mutex:
            if self._ended:
                return
            if last:
                end = dict(self._head, closed=True, last=True,
                           rollouts=self._counts.get(self._greatest, 0))
                if self._greatest >= 0:
                    end["step"] = self._greatest
                self._put(end)
            self._finish()
            self._ended = True
            if self._lock is not None:
                self._lock.close()

    def _refuse_if_ended(self):
        if self._ended:
            raise ValueError("the writer is closed")

    def _close_up_to(self, step):
        if step <= self._closed_up_to:
            return
        # Steps that this rank wrote, each with its number of roll-outs; the last closes all.
        for each in sorted(s for s in self._counts if s < step):
            self._put(dict(self._head, step=each, closed=True, rollouts=self._counts[each]))
        self._put(dict(self._head, step=step, closed=True, rollouts=self._counts.get(step, 0)))
        self._counts = {s: n for s, n in self._counts.items() if s > step}
        self._closed_up_to = step
        self._finish()

    def _number_of(self, value):
        if value is None:
            return None
        value = float(value)
        # Nine digits hold a float32; its double would print seventeen.
        return float(format(value, self._format)) if math.isfinite(value) else _name(value)

    def _top(self, name, values, flags):
        values = list(values)
        _same_length(name, values, flags)
        lists = []
        for at, (entry, own) in enumerate(zip(values, flags)):
            # What stands under mask 0 is in no number, and often padding.
            lists.append(self._pair("%s[%d]" % (name, at), entry) if own else None)
        return lists

    def _pair(self, what, entry):
        if entry is None:
            return None
        if hasattr(entry, "items"):
            pairs = [(token, getattr(value, "logprob", value)) for token, value in entry.items()]
            entry = ([token for token, _ in pairs], [value for _, value in pairs])
        if len(entry) != 2:
            raise ValueError("%s has %d parts, expected token ids and log-probs"
                             % (what, len(entry)))
        tokens = [_whole(what, token, 0) for token in _list(what, entry[0])]
        logprobs = [self._number_of(value) for value in _list(what, entry[1])]
        if len(tokens) != len(logprobs):
            raise ValueError("%s has %d tokens and %d log-probs"
                             % (what, len(tokens), len(logprobs)))
        if len(set(tokens)) != len(tokens):
            raise ValueError("%s lists a token twice" % what)
        return [tokens, logprobs] if tokens else None

    def _put(self, record):
        record["attempt"] = self._attempt
        record["seq"] = self._sequence
        if self._sequence == 0 and self._before is not None:
            # Readers take the records of the process before this one first.
            record["records_before"] = self._before
        self._sequence += 1
        line = json.dumps(record, separators=(",", ":"), allow_nan=False) + "\n"
        self._pending.append(line.encode("utf-8"))
        self._pending_bytes += len(line)
        if self._pending_bytes >= FLUSH_BYTES:
            self._flush()
            if self._file.tell() >= FILE_BYTES:
                self._finish()

    def _flush(self):
        if not self._pending:
            return
        if self._file is None:
            name = "rollout-r%05d-a%04d-%06d.jsonl.gz" % (self._rank, self._attempt, self._number)
            self._number += 1
            self._path = os.path.join(self._folder, name)
            self._file = open(self._path + OPEN, "xb")
        # A member of its own each time: whatever is torn behind it, it can be read.
        self._file.write(_member(b"".join(self._pending)))
        self._file.flush()
        if self._fsync:
            os.fsync(self._file.fileno())
        self._pending = []
        self._pending_bytes = 0

    def _finish(self):
        self._flush()
        if self._file is not None:
            self._file.close()
            self._file = None
            os.rename(self._path + OPEN, self._path)
            if self._fsync:
                _sync_folder(self._folder)


def _member(text):
    buffer = io.BytesIO()
    # No time in the header: the same records give the same bytes.
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, compresslevel=6, mtime=0) as out:
        out.write(text)
    return buffer.getvalue()


def _take_attempt(folder, rank):
    """The rank's lock, held until the process ends, and how many processes held it before."""
    path = os.path.join(folder, ".rollout-r%05d.lock" % rank)
    lock = open(path, "a+")
    if fcntl is not None:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as e:
            lock.close()
            raise RuntimeError("rank %d already writes into %s" % (rank, folder)) from e
    lock.seek(0)
    text = lock.read().strip()
    attempt = int(text) + 1 if text.isdigit() else 0
    for name in os.listdir(folder):
        match = _NAME.match(name)
        if match and int(match.group(1)) == rank:
            attempt = max(attempt, int(match.group(2)) + 1)
    lock.seek(0)
    lock.truncate()
    lock.write("%d\n" % attempt)
    lock.flush()
    os.fsync(lock.fileno())
    return lock, attempt


def _records_of(folder, rank, attempt):
    """How many records a process of a rank left; None if there was none or its files are gone."""
    names = sorted(name for name in os.listdir(folder)
                   if name.startswith("rollout-r%05d-a%04d-" % (rank, attempt))
                   and name.endswith(".gz"))
    if attempt < 0 or not names:
        return None
    lines = _whole_lines(os.path.join(folder, names[-1]))
    return json.loads(lines[-1])["seq"] + 1 if lines else None


def _torn(folder, rank=None):
    """Names of unfinished files, of one rank or of all."""
    names = []
    for name in sorted(os.listdir(folder)):
        match = _NAME.match(name)
        if match and match.group(4) and (rank is None or int(match.group(1)) == rank):
            names.append(name)
    return names


def _finish_torn(folder, name):
    """Makes a finished file of what can be read of one that was torn; nothing if nothing can."""
    path = os.path.join(folder, name)
    final = path[: -len(OPEN)]
    lines = _whole_lines(path)
    if lines:
        with open(final + ".tmp", "wb") as out:
            out.write(_member(b"".join(lines)))
            out.flush()
            os.fsync(out.fileno())
        os.rename(final + ".tmp", final)
    os.remove(path)
    return len(lines)


def _whole_lines(path):
    """The lines of a file of gzip members up to where it is torn."""
    with open(path, "rb") as file:
        data = file.read()
    text = []
    while data:
        inflater = zlib.decompressobj(wbits=31)
        try:
            text.append(inflater.decompress(data))
        except zlib.error:
            break
        if not inflater.eof:
            break  # no checksum was reached: what is JSON of it is taken all the same
        data = inflater.unused_data
    lines = b"".join(text).splitlines(keepends=True)
    return [line for line in lines if line.endswith(b"\n") and _is_json(line)]


def _is_json(line):
    try:
        json.loads(line)
        return True
    except ValueError:
        return False


def read(path):
    """The records of a file, or of a folder's finished files and then the torn ones, in order."""
    path = os.fspath(path)
    names = [path]
    if os.path.isdir(path):
        found = sorted(name for name in os.listdir(path) if _NAME.match(name))
        names = [os.path.join(path, name) for name in sorted(found, key=_order)]
    for name in names:
        for line in _whole_lines(name):
            yield json.loads(line)


def _order(name):
    return bool(_NAME.match(name).group(4)), name


def recover(folder):
    """Finishes what crashes left, of ranks that are not running. Returns {name: lines kept}."""
    kept = {}
    for name in _torn(folder):
        rank = int(_NAME.match(name).group(1))
        path = os.path.join(folder, ".rollout-r%05d.lock" % rank)
        with open(path, "a+") as lock:
            if fcntl is not None:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    continue
            kept[name] = _finish_torn(folder, name)
    return kept


def _sync_folder(folder):
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return  # no handle of a folder on Windows
    try:
        os.fsync(handle)
    except OSError:
        pass  # nor on some network file systems; the file itself is on the disk
    finally:
        os.close(handle)


def _list(name, values):
    values = values.tolist() if hasattr(values, "tolist") else list(values)
    if not isinstance(values, list) or any(isinstance(v, (list, tuple)) for v in values):
        raise ValueError("%s has not one dimension" % name)
    return values


def _judgement(judge, judge_logit, label):
    if judge is not None and judge_logit is not None:
        raise ValueError("judge and judge_logit")
    fields = {}
    if judge is not None:
        judge = float(judge)
        if judge < 0 or judge > 1:
            raise ValueError("judge is %r, expected a probability, 0 to 1" % judge)
        fields["judge"] = _finite_or_name(judge)
    if judge_logit is not None:
        fields["judge_logit"] = _finite_or_name(float(judge_logit))
    if label is not None:
        fields["label"] = _flag(label, "label is")
    return fields


def _preference(pair, preferred):
    if (pair is None) != (preferred is None):
        raise ValueError("pair is %r and preferred %r, expected both" % (pair, preferred))
    if pair is None:
        return {}
    return {"pair": _plain(pair), "preferred": _flag(preferred, "preferred is")}


def _plain(value):
    value = value.item() if hasattr(value, "item") else value
    return value if value is None or isinstance(value, str) else int(value)


def _whole(name, value, least):
    number = int(value)
    if number != value or number < least:
        raise ValueError("%s is %r, expected a whole number from %d" % (name, value, least))
    return number


def _flag(value, what="mask holds"):
    if value not in (0, 1):
        raise ValueError("%s %r, expected 0 or 1" % (what, value))
    return int(value)


def _same_length(name, values, ids):
    if len(values) != len(ids):
        raise ValueError("%s has %d entries, token_ids %d" % (name, len(values), len(ids)))


def _name(value):
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _finite_or_name(value):
    return value if math.isfinite(value) else _name(value)


def _self_test():
    import shutil
    import tempfile

    folder = tempfile.mkdtemp(prefix="surprisal_rollout_")
    try:
        _test_values(os.path.join(folder, "values"))
        _test_steps(os.path.join(folder, "steps"))
        _test_tear(os.path.join(folder, "tear"))
        _test_refusals(os.path.join(folder, "refusals"))
    finally:
        shutil.rmtree(folder)
    print("surprisal_rollout self-test passed, Python %s" % sys.version.split()[0])


def _expect(condition, what):
    if not condition:
        raise AssertionError(what)


class _Logprob:
    """As vLLM's."""

    def __init__(self, logprob):
        self.logprob = logprob


def _test_values(folder):
    float32 = -0.6931471824645996
    with Writer(folder, distribution="raw", temperature=1.0, run="t") as writer:
        writer.log(0, [5, 6, 7, -100], [1, True, 1.0, 0],
                   sampler=[float32, float("-inf"), None, 1.0],
                   policy=[-1.5, float("nan"), -0.0, 0], reward=float("nan"), weight_version="v1")
        writer.log(0, [], [], policy=[], reward=-1, temperature=0.7, extra={"prompt": 3})
        writer.log(1, [7, 8, 0], [1, 1, 0], sampler=[float32, -2, 0], policy=[-1, -2, 0],
                   sampler_top=[([7, 9], [float32, float("-inf")]), None, ([0, 0], [0, 0])],
                   policy_top=[{7: -1.0, 9: _Logprob(-2.5)}, {}, None], top_size=1)
    with Writer(folder, rank=1, world_size=2) as writer:
        writer.log(0, [1], [1], policy=[-1], judge=0.25, label=True, pair="q", preferred=True)
        writer.log(0, [1], [1], policy=[-1], judge=float("nan"), label=0.0, pair=7,
                   preferred=False)
        writer.log(0, [1], [1], policy=[-1], judge_logit=float("-inf"))
    chosen, rejected, lone, _ = [r for r in read(folder) if r["writer"] == 1]
    _expect((chosen["judge"], chosen["label"], chosen["pair"], chosen["preferred"])
            == (0.25, 1, "q", 1), chosen)
    _expect((rejected["judge"], rejected["label"], rejected["pair"], rejected["preferred"])
            == ("NaN", 0, 7, 0), rejected)
    _expect(lone["judge_logit"] == "-Infinity" and "pair" not in lone and "label" not in lone, lone)
    first, second, closed, third, last = [r for r in read(folder) if r["writer"] == 0]
    _expect(third["sampler_top"] == [[[7, 9], [-0.693147182, "-Infinity"]], None, None], third)
    _expect(third["policy_top"] == [[[7, 9], [-1.0, -2.5]], None, None], third)
    _expect(third["top_size"] == 1 and "reference_top" not in third, third)
    _expect(not [key for key in first if "top_" in key or "_top" in key], first)
    _expect(closed["step"] == 0 and closed["rollouts"] == 2, closed)
    _expect(first["sampler"] == [-0.693147182, "-Infinity", None, 1.0], first)
    _expect(first["policy"] == [-1.5, "NaN", 0.0, 0.0], first)
    _expect(first["mask"] == [1, 1, 1, 0] and first["reward"] == "NaN", first)
    _expect(second["token_ids"] == [] and second["temperature"] == 0.7, second)
    _expect(last["last"] and last["rollouts"] == 1 and last["seq"] == 4, last)
    _expect(not [name for name in os.listdir(folder) if name.endswith(OPEN)], "open files")


def _test_steps(folder):
    with Writer(folder, rank=1, world_size=2) as writer:
        for step in (0, 0, 1, 3):
            writer.log(step, [1], [1], sampler=[-1])
        writer.close_step(3)
        writer.log(2, [1], [1], sampler=[-2])  # late, and written all the same
    records = list(read(folder))
    closes = [(r["step"], r["rollouts"]) for r in records if r.get("closed") and not r.get("last")]
    _expect(closes == [(0, 2), (1, 1), (2, 0), (3, 1)], closes)
    _expect([r["seq"] for r in records] == list(range(len(records))), "seq")
    _expect({(r["writer"], r["writers"], r["attempt"]) for r in records} == {(1, 2, 0)}, "head")
    names = sorted(name for name in os.listdir(folder) if not name.startswith("."))
    _expect(len(names) >= 3 and names[0] == "rollout-r00001-a0000-000000.jsonl.gz", names)


def _test_tear(folder):
    writer = Writer(folder)
    for i in range(6):
        writer.log(0, [i], [1], sampler=[-i])
        writer.flush()
    path = writer._path + OPEN
    writer._file.close()
    writer._lock.close()
    with open(path, "rb") as file:
        whole = file.read()
    lines = _whole_lines(path)
    _expect(len(lines) == 6, lines)
    for size in range(len(whole) + 1):
        with open(path, "wb") as file:
            file.write(whole[:size])
        kept = _whole_lines(path)
        members = sum(1 for n in range(1, 7) if _member_end(whole, n) <= size)
        _expect(kept == lines[: len(kept)] and members <= len(kept) <= members + 1, size)
    with open(path, "wb") as file:
        file.write(whole + b"\x00" * 100)
    _expect(_whole_lines(path) == lines, "zeros behind the last member")
    with open(path, "wb") as file:
        file.write(whole[: _member_end(whole, 5) + 20])
    with Writer(folder) as again:
        again.log(1, [9], [1], sampler=[-9])
    records = [r for r in read(folder) if "token_ids" in r]
    _expect([(r["attempt"], r["token_ids"]) for r in records]
            == [(0, [i]) for i in range(5)] + [(1, [9])], records)
    _expect([r.get("records_before") for r in records] == [None] * 5 + [5], records)
    _expect(not _torn(folder), "torn files left")


def _member_end(data, count):
    rest = data
    for _ in range(count):
        inflater = zlib.decompressobj(wbits=31)
        inflater.decompress(rest)
        rest = inflater.unused_data
    return len(data) - len(rest)


def _test_refusals(folder):
    writer = Writer(folder)
    if fcntl is not None:
        try:
            Writer(folder)
        except RuntimeError:
            pass
        else:
            raise AssertionError("two writers of one rank")
    bad = [dict(mask=[1]), dict(mask=[1, 2]), dict(sampler=[-1]), dict(sampler=None),
           dict(sampler=[[-1], [-2]]), dict(step=-1), dict(step=0.5), dict(token_ids=[-1, 2]),
           dict(sampler_top=[None]), dict(policy_top=[None, None]), dict(top_size=0),
           dict(sampler_top=[None, ([1], [-1, -2])]), dict(sampler_top=[None, ([1, 1], [-1, -2])]),
           dict(sampler_top=[None, ([-1], [-1])]), dict(sampler_top=[([1], [-1], 3), None]),
           dict(sampler_top=[None, ([[1]], [[-1]])]), dict(sampler_top=[None, {1.5: -1}]),
           dict(sampler_top=[None, ([1], [-1]), None]), dict(judge=1.2), dict(judge=-0.1),
           dict(judge=0.5, judge_logit=0), dict(label=2), dict(label=float("nan")),
           dict(pair="a"), dict(preferred=True), dict(pair="a", preferred="yes")]
    for change in bad:
        arguments = dict(dict(step=0, token_ids=[1, 2], mask=[1, 1], sampler=[-1, -2]), **change)
        try:
            writer.log(**arguments)
        except ValueError:
            continue
        raise AssertionError("accepted %r" % change)
    writer.close(last=False)
    _expect(list(read(folder)) == [], "something was written")


def main(arguments):
    if arguments == ["--self-test"]:
        _self_test()
        return 0
    if len(arguments) == 2 and arguments[0] == "recover":
        for name, lines in recover(arguments[1]).items():
            print("%s: %d lines kept" % (name, lines))
        return 0
    if len(arguments) >= 2 and arguments[0] == "cat":
        for path in arguments[1:]:
            for record in read(path):
                print(json.dumps(record, separators=(",", ":")))
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

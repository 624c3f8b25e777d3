// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
internal import TenancyAPI
internal import TenancyCore

/// What the same costs without Tenancy: PyYAML on libyaml that emits the same objects, and git alone that commits the same files.
struct ManifestBaseline {
    private struct Answer: Codable {
        let milliseconds: [Double]
        let peakMemory: Int
    }

    /// Runs the baseline of a name over the files below a folder.
    ///
    /// - Parameter title: the case that it is measured for.
    static func run(
        _ name: String, for title: String, folder: String, tenants: Int, files: Int, count: Int
    ) throws -> ManifestMeasurement {
        let output = try ChildProcess.run(
            executable: "python3", arguments: ["-c", program, name, folder, "\(count)"],
            environment: ["PATH": Host.environment["PATH"] ?? "", "HOME": folder, "LC_ALL": "C.UTF-8"],
            deadline: .seconds(900))
        guard output.status.isSuccess else {
            let text = String(decoding: output.stderr.suffix(400), as: UTF8.self)
            throw TenancyError(
                .internal, "baseline \(name): \(output.status)", hint: "apt-get install python3-yaml git", cause: text)
        }
        let answer = try JSON.decode(Answer.self, from: output.stdout)
        return ManifestMeasurement(
            title, tenants: tenants, files: files, milliseconds: answer.milliseconds,
            peakMemory: answer.peakMemory)
    }

    /// Only what is compared is timed: reading the objects is not, nor is writing the files that git commits. What is emitted has to mean the
    /// same objects again.
    private static let program = """
        import json, os, resource, subprocess, sys, time
        name, folder, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
        paths = sorted(os.path.join(d, f) for d, _, fs in os.walk(folder) if "/.git" not in d for f in fs)
        times = []

        def timed(body):
            start = time.perf_counter()
            result = body()
            times.append((time.perf_counter() - start) * 1000)
            return result

        def git(*arguments):
            subprocess.run(["git", "-c", "user.name=b", "-c", "user.email=b@x", "-c", "core.fsync=committed,reference",
                            "-c", "gc.auto=0", *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)

        if name == "pyyaml":
            import yaml
            objects = [yaml.load(open(p), Loader=yaml.CSafeLoader) for p in paths if p.endswith(".yaml")]
            for _ in range(count):
                emitted = timed(lambda: [yaml.dump(o, Dumper=yaml.CSafeDumper, sort_keys=False) for o in objects])
            assert all(yaml.load(t, Loader=yaml.CSafeLoader) == o for t, o in zip(emitted[:500], objects))
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        else:
            git("init", "-q", "--initial-branch=main", ".")
            def commit(*paths):
                git("add", *paths)
                git("commit", "-q", "-m", "change")
            if name == "git-first":
                timed(lambda: commit("-A"))
            else:
                commit("-A")
                pools = [p for p in paths if "ipaddresspool" in p and "/tenants/" in p]
                for i in range(count):
                    path = pools[i * 7919 % len(pools)]
                    with open(path, "a") as f: f.write("# %d\\n" % i)
                    # The best case for git: it is told which file changed.
                    timed(lambda: commit(path))
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        print(json.dumps({"milliseconds": times, "peakMemory": peak}))
        """
}

package dev.usbshare.console.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Programs that take USB devices for themselves as soon as they are plugged in, or hold one by its raw node. */
public final class GrabbingPrograms implements Check {

    /** Name of the process (15 characters of it, proc(5)), and what it takes. */
    private static final Map<String, String> KNOWN = Map.of(
            "pcscd",
            "smart card readers",
            "ModemManager",
            "modems and serial devices",
            "fwupd",
            "devices it can update");

    private static final String HIDRAW = "/dev/hidraw";

    private final Path proc;

    /** @param root {@code /}, for tests another one */
    public GrabbingPrograms(Path root) {
        this.proc = root.resolve("proc");
    }

    @Override
    public List<Finding> look() {
        var takers = new TreeSet<String>();
        var raw = new TreeMap<String, Set<String>>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                String name = Sysfs.line(process.resolve("comm")).orElse("");
                if (KNOWN.containsKey(name)) {
                    takers.add(name);
                }
                hidraw(process)
                        .forEach(node ->
                                raw.computeIfAbsent(name, n -> new TreeSet<>()).add(node));
            }
        } catch (IOException e) {
            return List.of(Finding.warn("other programs", proc + " cannot be read (" + e + ")", "look with lsof"));
        }
        var findings = new ArrayList<Finding>();
        takers.forEach(name -> findings.add(Finding.warn(
                "other programs",
                name + " runs and takes " + KNOWN.get(name),
                "stop it if one of those is to be shared: systemctl stop " + name)));
        raw.forEach((name, nodes) -> findings.add(Finding.warn(
                "other programs",
                name + " holds " + String.join(", ", nodes),
                "close it before that device is shared")));
        return findings.isEmpty() ? List.of(Finding.ok("other programs", "none is known to take devices")) : findings;
    }

    private static Set<String> hidraw(Path process) {
        var nodes = new TreeSet<String>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                String target = Files.readSymbolicLink(file).toString();
                if (target.startsWith(HIDRAW)) {
                    nodes.add(target);
                }
            }
        } catch (IOException | UnsupportedOperationException e) {
            // Another user's process, or one that has ended.
        }
        return nodes;
    }
}

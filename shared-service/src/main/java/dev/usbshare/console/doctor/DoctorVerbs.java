package dev.usbshare.console.doctor;

import dev.usbshare.console.Invocation;
import dev.usbshare.console.Verb;
import dev.usbshare.console.Verbs;
import dev.usbshare.service.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code doctor}: every check, each with its remedy. */
public final class DoctorVerbs implements Verbs {

    private final List<Check> checks;

    public DoctorVerbs(List<Check> checks) {
        this.checks = List.copyOf(checks);
    }

    @Override
    public List<Verb> all() {
        return List.of(Verb.named("doctor")
                .in("Service")
                .says(
                        "check what this machine needs, with or without a running service; exit code 1 if something fails")
                .json()
                .answers(this::look));
    }

    private ExitCode look(Invocation call) {
        var findings = new ArrayList<Finding>();
        checks.forEach(check -> findings.addAll(check.look()));
        if (call.json()) {
            call.json(rows(findings));
        } else {
            int width =
                    findings.stream().mapToInt(f -> f.check().length()).max().orElse(0);
            findings.forEach(f -> call.say("%-4s  %s%s  %s%s"
                    .formatted(
                            name(f),
                            f.check(),
                            " ".repeat(width - f.check().length()),
                            f.says(),
                            f.remedy().isEmpty() ? "" : ": " + f.remedy())));
        }
        boolean fails = findings.stream().anyMatch(f -> f.level() == Finding.Level.FAIL);
        return fails ? ExitCode.FAILED : ExitCode.OK;
    }

    private static String name(Finding finding) {
        return finding.level().name().toLowerCase(Locale.ROOT);
    }

    private static ArrayNode rows(List<Finding> findings) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        findings.forEach(f -> rows.addObject()
                .put("level", name(f))
                .put("check", f.check())
                .put("says", f.says())
                .put("remedy", f.remedy()));
        return rows;
    }
}

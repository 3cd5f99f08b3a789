package dev.usbshare.console.verbs;

import dev.usbshare.console.Choices;
import dev.usbshare.console.ConsoleFailure;
import dev.usbshare.console.Invocation;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.NewFile;
import dev.usbshare.console.Resource;
import dev.usbshare.console.TextTable;
import dev.usbshare.console.Times;
import dev.usbshare.console.Verb;
import dev.usbshare.console.Verbs;
import dev.usbshare.service.ExitCode;
import java.io.IOException;
import java.nio.channels.Channels;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** {@code audit}: what happened, who did it, and whether anybody changed the log. */
public final class AuditVerbs implements Verbs {

    private static final String GROUP = "Audit log";
    private static final int MAX_LIMIT = 1_000;

    /** A long log takes its time. */
    private static final Duration VERIFY_PATIENCE = Duration.ofMinutes(5);

    private static final TextTable TABLE = TextTable.orElse("no record fits")
            .column("SEQ", "seq")
            .column("TIME", row -> Times.shown(row.path("time")))
            .column("KIND", "kind")
            .text("ACTOR", "actor")
            .text("DETAILS", AuditVerbs::details);

    private final ManagementClient client;
    private final Clock clock;

    public AuditVerbs(ManagementClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    @Override
    public List<Verb> all() {
        return List.of(
                filtered(Verb.named("audit list")
                                .alias("audit")
                                .in(GROUP)
                                .says("show the latest records, newest first"))
                        .option("limit", "N", "how many, 100 if not given")
                        .listing()
                        .does(this::list),
                filtered(Verb.named("audit export")
                                .in(GROUP)
                                .says("write all records as lines of JSON, oldest first")
                                .optionalArgument(
                                        "FILE",
                                        "a file that is not there yet; standard output without it",
                                        Choices.NONE))
                        .does(this::export),
                Verb.named("audit verify")
                        .in(GROUP)
                        .says("check that no record was changed, removed or added")
                        .option("expect", "HASH", "a hash that was noted earlier and must be in the log")
                        .json()
                        .answers(this::verify));
    }

    private Verb.Builder filtered(Verb.Builder verb) {
        return verb.option("since", "TIME", "not before: 2h (ago), 2026-11-22, 2026-11-22T17:00:00Z")
                .option("until", "TIME", "not after")
                .option("kind", "KIND", "of this kind, such as lease-granted", this::kinds)
                .option("actor", "WHO", "of this peer or person")
                .option("device", "DEVICE", "about this device");
    }

    /** Those of the latest records. */
    private List<Choices.Choice> kinds() {
        return client.withPatience(Duration.ofSeconds(1))
                .get(Resource.of("audit").with("limit", MAX_LIMIT))
                .valueStream()
                .map(row -> row.path("kind").asString(""))
                .distinct()
                .sorted()
                .map(kind -> new Choices.Choice(kind, ""))
                .toList();
    }

    private Resource filter(Resource resource, Invocation call) {
        return resource.with(
                        "since",
                        call.option("since")
                                .map(t -> Times.past("since", t, clock))
                                .orElse(null))
                .with(
                        "until",
                        call.option("until")
                                .map(t -> Times.past("until", t, clock))
                                .orElse(null))
                .with("kind", call.option("kind").orElse(null))
                .with("actor", call.option("actor").orElse(null))
                .with("device", call.option("device").orElse(null));
    }

    private void list(Invocation call) {
        Resource asked = filter(Resource.of("audit"), call)
                .with("limit", call.number("limit", 1, MAX_LIMIT).orElse(null));
        call.show(client.get(asked), TABLE);
    }

    private static String details(JsonNode row) {
        return row.path("details")
                .propertyStream()
                .map(field -> field.getKey() + "=" + TextTable.text(field.getValue()))
                .collect(Collectors.joining(" "));
    }

    private void export(Invocation call) {
        Resource all = filter(Resource.of("audit", "export"), call);
        if (call.maybe("FILE").isEmpty()) {
            try (var sink = new TextSink(call.out())) {
                client.copy(all, sink);
            } catch (IOException e) {
                // The reader has seen enough, or the disk is full: the end of the program tells them apart.
            }
            return;
        }
        NewFile file = NewFile.at(call.argument("FILE"));
        try (var target = Channels.newOutputStream(file.create())) {
            call.say(client.copy(all, target) + " bytes written to " + file.path());
        } catch (IOException e) {
            throw new ConsoleFailure(ExitCode.IO_ERROR, file.path() + " cannot be written: " + e.getMessage());
        }
    }

    private ExitCode verify(Invocation call) {
        JsonNode found = client.withPatience(VERIFY_PATIENCE)
                .get(Resource.of("audit", "verify")
                        .with("expect", call.option("expect").orElse(null)));
        boolean intact = found.path("intact").asBoolean();
        call.done(found, intact ? "intact: " + records(found) : problem(found));
        return intact ? ExitCode.OK : ExitCode.FAILED;
    }

    private static String records(JsonNode found) {
        return found.path("records").asLong() + " records, head "
                + found.path("head").asString();
    }

    private static String problem(JsonNode found) {
        String where = found.path("record").isNumber()
                ? " at record " + found.path("record").asLong()
                : "";
        return "NOT INTACT" + where + ": " + found.path("problem").asString("") + " (" + records(found) + ")";
    }
}

package dev.usbshare.console.verbs;

import dev.usbshare.console.Choices;
import dev.usbshare.console.ConsoleFailure;
import dev.usbshare.console.Invocation;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.Resource;
import dev.usbshare.console.TextTable;
import dev.usbshare.console.Times;
import dev.usbshare.console.Verb;
import dev.usbshare.console.Verbs;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code logs}: what the service logged, and how much it logs. */
public final class LogsVerbs implements Verbs {

    private static final String GROUP = "Service";
    private static final String DEFAULT = "DEFAULT";
    private static final String OFF = "OFF";
    private static final int MAX_LINES = 1_000;

    /** How often {@code --follow} asks. */
    private static final Duration BEAT = Duration.ofMillis(500);

    private static final Set<String> LEVELS = Set.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", OFF, DEFAULT);
    private static final Choices LEVEL_NAMES = Choices.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR");

    private static final TextTable LOGGERS = TextTable.orElse("no logger has a level of its own")
            .column("NAME", "name")
            .column("LEVEL", "level");

    private final ManagementClient client;

    public LogsVerbs(ManagementClient client) {
        this.client = client;
    }

    @Override
    public List<Verb> all() {
        return List.of(
                Verb.named("logs")
                        .in(GROUP)
                        .says("show what the service logged last")
                        .option("lines", 'n', "N", "how many, 50 if not given", Choices.NONE)
                        .option("level", "LEVEL", "this level and above", LEVEL_NAMES)
                        .flag("follow", 'f', "go on with what comes, until ctrl-C")
                        .json()
                        .does(this::logs),
                Verb.named("logs level")
                        .in(GROUP)
                        .says("show or change how much is logged, until the service ends")
                        .optionalArgument("NAME", "a logger, such as dev.usbshare.server.session", this::loggers)
                        .optionalArgument(
                                "LEVEL",
                                "TRACE, DEBUG, INFO, WARN, ERROR, OFF, or DEFAULT for its parent's",
                                Choices.of(LEVELS.stream().sorted().toArray(String[]::new)))
                        .flag("all", "other people's loggers too")
                        .listing()
                        .does(this::level));
    }

    private void logs(Invocation call) throws InterruptedException {
        int lines = call.number("lines", 1, MAX_LINES).orElse(50);
        Optional<String> level = call.option("level").map(LogsVerbs::shownLevel);
        JsonNode page = client.get(Resource.of("logs").with("limit", lines).with("level", level.orElse(null)));
        if (call.json() && !call.flag("follow")) {
            call.json(page.path("lines"));
            return;
        }
        print(call, page);
        long next = page.path("next").asLong();
        while (call.flag("follow") && !call.out().checkError()) {
            Thread.sleep(BEAT);
            page = client.get(Resource.of("logs")
                    .with("after", next)
                    .with("limit", MAX_LINES)
                    .with("level", level.orElse(null)));
            if (page.path("next").asLong() < next) {
                call.say("-- the service was started again --");
            }
            print(call, page);
            next = page.path("next").asLong();
        }
    }

    private static String shownLevel(String text) {
        String level = text.toUpperCase(Locale.ROOT);
        if (LEVELS.contains(level) && !level.equals(DEFAULT) && !level.equals(OFF)) {
            return level;
        }
        throw ConsoleFailure.usage("--level '" + text + "' is none of TRACE, DEBUG, INFO, WARN and ERROR");
    }

    private static void print(Invocation call, JsonNode page) {
        if (page.path("lost").asLong() > 0) {
            call.say("-- " + page.path("lost").asLong() + " lines were logged faster than they could be read --");
        }
        for (JsonNode line : page.path("lines")) {
            call.say(call.json() ? line.toString() : text(line));
        }
    }

    private static String text(JsonNode line) {
        return "%s %-5s %s %s"
                .formatted(
                        Times.shown(line.path("time")),
                        line.path("level").asString(),
                        line.path("logger").asString(),
                        line.path("text").asString());
    }

    private void level(Invocation call) {
        Optional<String> name = call.maybe("NAME");
        Optional<String> level = call.maybe("LEVEL").map(l -> l.toUpperCase(Locale.ROOT));
        if (name.isEmpty()) {
            call.show(configured(call.flag("all")), LOGGERS);
            return;
        }
        if (level.isPresent() && !LEVELS.contains(level.get())) {
            throw ConsoleFailure.usage("'" + call.argument("LEVEL")
                    + "' is no level: use TRACE, DEBUG, INFO, WARN, ERROR, OFF or DEFAULT");
        }
        Resource logger = Resource.of("loggers", name.get());
        if (level.isPresent()) {
            String wanted = level.get().equals(DEFAULT) ? null : level.get();
            client.post(logger, Collections.singletonMap("configuredLevel", wanted));
        }
        JsonNode now = client.get(logger);
        call.done(now, name.get() + " logs " + now.path("effectiveLevel").asString() + " and above");
    }

    /** Those that somebody gave a level, ours or all. */
    private ArrayNode configured(boolean all) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        client.get("loggers").path("loggers").propertyStream().forEach(logger -> {
            JsonNode level = logger.getValue().path("configuredLevel");
            if (level.isString() && (all || isOurs(logger.getKey()))) {
                rows.addObject().put("name", logger.getKey()).put("level", level.asString());
            }
        });
        return rows;
    }

    private static boolean isOurs(String logger) {
        return logger.equals("ROOT") || logger.startsWith("dev.usbshare");
    }

    private List<Choices.Choice> loggers() {
        return client.get("loggers")
                .path("loggers")
                .propertyStream()
                .map(Map.Entry::getKey)
                .filter(LogsVerbs::isOurs)
                .map(name -> new Choices.Choice(name, ""))
                .toList();
    }
}

package dev.usbshare.console;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.shell.core.command.CommandRegistry;

/** {@code help}: all verbs, those of a subject, or one. */
final class HelpVerbs implements Verbs {

    private static final String SUBJECT = "COMMAND";

    private final String program;

    HelpVerbs(String program) {
        this.program = program;
    }

    @Override
    public List<Verb> all() {
        return List.of(Verb.named("help")
                .in("Console")
                .says("list the commands, or explain one: help devices show")
                .optionalArguments(SUBJECT, "a command, or the first words of some", Choices.NONE)
                .does(this::help));
    }

    private void help(Invocation call) {
        CommandRegistry registry = call.context().commandRegistry();
        String subject = String.join(" ", call.arguments());
        List<Verb> named = verbs(registry)
                .filter(v -> ConsoleParser.names(v).contains(subject))
                .toList();
        if (named.size() == 1 && named.getFirst().getName().equals(subject)) {
            call.say(named.getFirst().getHelp());
            return;
        }
        List<Verb> some = verbs(registry)
                .filter(v -> subject.isEmpty() || v.getName().startsWith(subject + " "))
                .toList();
        if (some.isEmpty()) {
            throw ConsoleFailure.usage("there is no command '" + Texts.line(subject) + "'; see help");
        }
        print(some, call.out());
        if (subject.isEmpty()) {
            call.say("\nhelp COMMAND explains one. " + program + " --help tells how the service is started.");
        }
    }

    private static Stream<Verb> verbs(CommandRegistry registry) {
        return registry.getCommands().stream()
                .filter(Verb.class::isInstance)
                .map(Verb.class::cast)
                .sorted(Comparator.comparing(Verb::getGroup).thenComparing(Verb::getName));
    }

    private static void print(List<Verb> verbs, PrintWriter out) {
        int width = verbs.stream().mapToInt(v -> names(v).length()).max().orElse(0);
        String group = "";
        for (Verb verb : verbs) {
            if (!verb.getGroup().equals(group)) {
                out.println((group.isEmpty() ? "" : "\n") + verb.getGroup());
                group = verb.getGroup();
            }
            out.println("  " + names(verb) + " ".repeat(width - names(verb).length()) + "  " + verb.getDescription());
        }
    }

    private static String names(Verb verb) {
        return verb.usage().replace(" [OPTIONS]", "");
    }
}

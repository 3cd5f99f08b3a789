package dev.usbshare.console;

import dev.usbshare.service.ExitCode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.shell.core.command.Command;
import org.springframework.shell.core.command.CommandRegistry;

/** Verbs with every kind of parameter. */
final class SampleVerbs {

    private SampleVerbs() {}

    static CommandRegistry registry() {
        var commands = new LinkedHashSet<Command>();
        Stream.concat(all().stream(), new HelpVerbs("sample").all().stream()).forEach(commands::add);
        return new CommandRegistry(commands);
    }

    static List<Verb> all() {
        return List.of(
                Verb.named("things list")
                        .alias("things")
                        .in("Things")
                        .says("list them")
                        .option("limit", 'n', "N", "how many", Choices.of("10", "100"))
                        .json()
                        .does(call -> call.say("limit " + call.number("limit", 1, 100) + " json " + call.json())),
                Verb.named("things share")
                        .in("Things")
                        .says("share them")
                        .arguments("THING", "which", Choices.of("apple", "my pear"))
                        .flag("yes", "do not ask")
                        .options("tag", "TAG", "a tag", Choices.of("red", "green"))
                        .does(call -> call.say(call.arguments() + " " + call.options("tag") + " " + call.flag("yes"))),
                Verb.named("things rename")
                        .in("Things")
                        .says("rename one")
                        .argument("THING", "which", Choices.of("apple"))
                        .optionalArgument("NAME", "its name", Choices.NONE)
                        .does(call -> call.say(call.argument("THING") + " is " + call.maybe("NAME"))),
                Verb.named("fail")
                        .in("Things")
                        .says("fails")
                        .argument("HOW", "how", Choices.NONE)
                        .secret()
                        .answers(call -> {
                            switch (call.argument("HOW")) {
                                case "refused" -> throw new ManagementException.Refused(409, "not that");
                                case "usage" -> throw ConsoleFailure.usage("not so");
                                case "fault" -> throw new IllegalStateException("a\u001b[2Jb");
                                case "ask" -> call.confirm("Really?");
                                default -> {
                                    return ExitCode.FAILED;
                                }
                            }
                            return ExitCode.OK;
                        }));
    }
}

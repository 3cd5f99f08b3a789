package dev.usbshare.console;

import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.shell.core.command.Command;
import org.springframework.shell.core.command.CommandRegistry;

/**
 * The console, for {@code @Import}: the program adds its {@link Verbs} as beans. Made of Spring Shell's commands without its
 * auto-configuration, which would look for commands in the class path and open a terminal for each of them.
 */
@Configuration(proxyBeanMethods = false)
public class ConsoleConfiguration {

    private final String program;

    ConsoleConfiguration(@Value("${spring.application.name}") String program) {
        this.program = program;
    }

    @Bean
    ManagementClient managementClient(Environment settings) {
        return new ManagementClient(program, ServiceSocket.find(program, settings));
    }

    @Bean
    CommandRegistry commandRegistry(ObjectProvider<Verbs> verbs) {
        Set<Command> commands = new LinkedHashSet<>();
        verbs.orderedStream()
                .forEach(some -> some.all().forEach(verb -> {
                    if (!commands.add(verb)) {
                        throw new IllegalStateException("two verbs are named " + verb.getName());
                    }
                }));
        return new CommandRegistry(commands);
    }

    @Bean
    ConsoleParser consoleParser(CommandRegistry registry) {
        return new ConsoleParser(registry);
    }

    @Bean
    Verbs helpVerbs() {
        return new HelpVerbs(program);
    }

    @Bean
    Console console(ConsoleParser parser, CommandRegistry registry, ManagementClient client) {
        return new Console(program, parser, new CommandRunner(parser, registry), client);
    }
}

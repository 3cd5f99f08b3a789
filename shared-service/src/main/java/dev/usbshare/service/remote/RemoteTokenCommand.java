package dev.usbshare.service.remote;

import dev.usbshare.service.Command;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.Program;
import dev.usbshare.service.ServiceMain;
import dev.usbshare.service.ServiceProperties;
import dev.usbshare.service.StartFailure;
import dev.usbshare.service.StateDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.security.SecureRandom;

/** {@code --remote-token}: makes the token for remote management, prints it once, and keeps its hash. */
public final class RemoteTokenCommand {

    private RemoteTokenCommand() {}

    public static Command of(Program program) {
        return new Command(
                "remote-token",
                "make another token for remote management and print it; the one before counts no more",
                (line, out, err) -> {
                    try (var context = ServiceMain.settings(line, program.settings())) {
                        return make(program.name(), context.getBean(ServiceProperties.class), out, err);
                    }
                });
    }

    private static ExitCode make(String name, ServiceProperties properties, PrintStream out, PrintStream err) {
        var state = StateDirectory.open(name, properties.stateDir());
        RemoteToken token = RemoteManagement.token(properties.management().remote(), state);
        try {
            out.println(token.renew(new SecureRandom()));
        } catch (IOException e) {
            throw new StartFailure(
                    ExitCode.NO_PERMISSION, "the token cannot be kept in " + token.file() + " (" + e + ")", e);
        }
        err.println(name + ": this token is shown once; " + token.file() + " has its hash");
        return ExitCode.OK;
    }
}

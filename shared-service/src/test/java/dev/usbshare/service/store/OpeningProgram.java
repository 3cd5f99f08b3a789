package dev.usbshare.service.store;

import dev.usbshare.service.StartFailure;
import java.nio.file.Path;

/** Opens and closes a database; prints why not. */
final class OpeningProgram {

    private OpeningProgram() {}

    public static void main(String[] arguments) {
        try (var _ = Databases.open(Path.of(arguments[0]))) {
            System.exit(0);
        } catch (StartFailure e) {
            System.out.println(e.getMessage());
            System.exit(e.exitCode().code());
        }
    }
}

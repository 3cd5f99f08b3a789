package dev.usbshare.service.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Random;

/** Commits numbered rows for as long as it lives, and prints each number when its commit was acknowledged. */
final class CommittingProgram {

    private CommittingProgram() {}

    public static void main(String[] arguments) throws Exception {
        var random = new Random(Long.parseLong(arguments[1]));
        try (var source = Databases.open(Path.of(arguments[0]));
                Connection connection = source.getConnection()) {
            connection
                    .createStatement()
                    .execute("create table if not exists kept (id bigint primary key, text varchar)");
            long first = 0;
            try (var rows = connection.createStatement().executeQuery("select coalesce(max(id), 0) from kept")) {
                rows.next();
                first = rows.getLong(1);
            }
            System.out.println("READY committing");
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("insert into kept values (?, ?)")) {
                for (long id = first + 1; ; id++) {
                    insert.setLong(1, id);
                    // Small and large commits: within a page and over several.
                    insert.setString(2, "x".repeat(random.nextInt(20) == 0 ? 30_000 : random.nextInt(200)));
                    insert.executeUpdate();
                    connection.commit();
                    System.out.println(id);
                }
            }
        }
    }
}

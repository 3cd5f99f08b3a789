package dev.usbshare.service.store;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Counts what fails on the pool's connections, and leaves what follows from it to another. Thread-safe. */
final class FailureCount implements SQLExceptionOverride {

    /** SQLSTATE class of integrity constraints: the database is well, the data was not. */
    private static final String CONSTRAINT = "23";

    private final SQLExceptionOverride next;
    private final AtomicLong count = new AtomicLong();
    private final AtomicReference<@Nullable SQLException> last = new AtomicReference<>();

    FailureCount(SQLExceptionOverride next) {
        this.next = next;
    }

    @java.lang.Override
    @SuppressWarnings("ReferenceEquality") // this very failure, not an equal one
    public Override adjudicate(SQLException failure) {
        // The pool asks more than once about a failure that costs a connection.
        if (last.getAndSet(failure) != failure && !isConstraint(failure)) {
            count.incrementAndGet();
        }
        return next.adjudicate(failure);
    }

    private static boolean isConstraint(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && state.startsWith(CONSTRAINT);
    }

    long count() {
        return count.get();
    }
}

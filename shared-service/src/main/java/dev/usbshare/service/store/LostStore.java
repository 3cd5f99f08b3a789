package dev.usbshare.service.store;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import org.h2.api.ErrorCode;
import org.h2.mvstore.MVStoreException;

/**
 * Tells the pool which connections are of no use any more. When H2 fails to write, it closes its file, and every connection with it; it opens
 * the file again when the last of them was given up.
 */
final class LostStore implements SQLExceptionOverride {

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof MVStoreException || (t instanceof SQLException sql && isClosed(sql.getErrorCode()))) {
                return Override.MUST_EVICT;
            }
        }
        return Override.CONTINUE_EVICT;
    }

    /** The database, or the session in it: what connections hear that had no part in the failure. */
    private static boolean isClosed(int code) {
        return code == ErrorCode.DATABASE_IS_CLOSED || code == ErrorCode.DATABASE_CALLED_AT_SHUTDOWN;
    }
}

package dev.usbshare.server.ops;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits, on a management thread, for what the event loop is asked. */
final class LoopAnswers {

    /** It answers at once or is not well. */
    private static final int PATIENCE_SECONDS = 5;

    /** There is no answer. The message is one line for the person who asked. */
    static final class Silent extends Exception {

        private static final long serialVersionUID = 1L;

        Silent(Throwable cause) {
            super("the event loop does not answer; look into the log, and start the service anew", cause);
        }
    }

    private LoopAnswers() {}

    static <T> T await(CompletionStage<T> stage) throws Silent {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new Silent(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Silent(e);
        }
    }
}

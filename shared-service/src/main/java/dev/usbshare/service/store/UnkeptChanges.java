package dev.usbshare.service.store;

import dev.usbshare.service.Answers;
import dev.usbshare.service.audit.AuditException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/** Answers requests whose endpoint could not reach the database, or whose change the audit log did not take, with 503 and the reason. */
final class UnkeptChanges implements HandlerExceptionResolver, Ordered {

    private static final Logger LOG = LoggerFactory.getLogger(UnkeptChanges.class);

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception failure) {
        String reason;
        if (failure instanceof AuditException) {
            reason = "nothing was changed: " + failure.getMessage();
        } else if (failure instanceof DataAccessException || failure instanceof TransactionException) {
            reason = "the database failed: " + StoreFailures.reason(failure);
        } else {
            return null;
        }
        LOG.atError().addKeyValue("error", reason).log("A request cannot be answered");
        try {
            Answers.fail(response, Answers.UNAVAILABLE, reason);
        } catch (IOException e) {
            // Whoever asked is gone.
        }
        return new ModelAndView();
    }
}

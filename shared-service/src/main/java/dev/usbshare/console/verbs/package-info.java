/** The verbs that both programs have: their subjects are endpoints that both services have. */
@NullMarked
package dev.usbshare.console.verbs;

import org.jspecify.annotations.NullMarked;

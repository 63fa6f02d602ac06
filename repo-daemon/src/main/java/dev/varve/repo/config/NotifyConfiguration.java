package dev.varve.repo.config;

/**
 * Who hears of alarms.
 *
 * @param webhook by HTTP
 * @param smtp by mail
 */
public record NotifyConfiguration(WebhookConfiguration webhook, SmtpConfiguration smtp) {
    public static final NotifyConfiguration DEFAULT =
            new NotifyConfiguration(WebhookConfiguration.DEFAULT, SmtpConfiguration.DEFAULT);
}

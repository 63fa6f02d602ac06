package dev.varve.k8s.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What looks like a secret, or is one, is not shown. */
class RedactionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PGPASSWORD=s3cret psql | PGPASSWORD=*** psql",
                "password: s3cret | password: ***",
                "\"api_key\": \"s3cret\", \"n\": 1 | \"api_key\": ***, \"n\": 1",
                "Authorization: Bearer s3cret | Authorization: ***",
                "got bearer s3cretvalue | got bearer ***",
                "mongodb://u:s3cret@db:27017/x | mongodb://***@db:27017/x",
                "--password s3cret | --password ***",
                "IDENTIFIED BY 's3cret' | IDENTIFIED BY ***",
                "known is known-word | known is ***",
                "12 rows in 3 tables | 12 rows in 3 tables",
            })
    void secretsAreHidden(String text, String shown) {
        assertThat(new Redaction(List.of("known-word")).apply(text)).isEqualTo(shown);
    }

    @org.junit.jupiter.api.Test
    void aPrivateKeyIsHiddenAlsoWhenItIsCutOff() {
        assertThat(Redaction.PATTERNS.apply("a\n-----BEGIN EC PRIVATE KEY-----\nMHcCAQ\nxyz"))
                .isEqualTo("a\n***");
    }
}

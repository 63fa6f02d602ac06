package dev.varve.repo.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where failures become answers. What is our own trouble is told to the log only. */
final class FailureMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOGGER = LoggerFactory.getLogger(FailureMapper.class);

    @Override
    public Response toResponse(Throwable failure) {
        return switch (failure) {
            case ProtocolException known ->
                    answer(
                            status(known.code()),
                            ErrorView.of(
                                    known.code(),
                                    String.valueOf(known.getMessage()),
                                    known.advice()));
            case JsonProcessingException malformed -> answer(400, json(malformed));
            case WebApplicationException http -> answer(http.getResponse().getStatus(), http(http));
            default -> {
                LOGGER.atError().setCause(failure).log("admin request failed");
                yield answer(
                        500,
                        ErrorView.of(
                                ErrorCode.INTERNAL,
                                "the request failed inside the daemon",
                                "The daemon's log says why."));
            }
        };
    }

    /** Names the field; never the content, which may be a secret. */
    private static ErrorView json(JsonProcessingException malformed) {
        String field =
                malformed instanceof JsonMappingException mapping
                        ? mapping.getPath().stream()
                                .map(part -> String.valueOf(part.getFieldName()))
                                .collect(Collectors.joining("."))
                        : "";
        return ErrorView.of(
                ErrorCode.USAGE,
                field.isEmpty()
                        ? "the body is not the JSON that is expected here"
                        : field + " is not what is expected there, or not known",
                "See /openapi.json.");
    }

    private static ErrorView http(WebApplicationException http) {
        Response.StatusType status = http.getResponse().getStatusInfo();
        ErrorCode code =
                status.getFamily() == Response.Status.Family.SERVER_ERROR
                        ? ErrorCode.INTERNAL
                        : ErrorCode.BAD_MESSAGE;
        return ErrorView.of(code, status.getReasonPhrase(), "See /openapi.json.");
    }

    private static int status(ErrorCode code) {
        return switch (code) {
            case VAULT_UNKNOWN, POINT_UNKNOWN, SESSION_UNKNOWN, CLIENT_UNKNOWN -> 404;
            case BAD_MESSAGE, TOO_LARGE, USAGE -> 400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case RETENTION_LOCKED, APPROVAL_NEEDED, ALREADY_EXISTS, TARGET_NOT_EMPTY -> 409;
            case QUOTA_EXCEEDED -> 507;
            case UNAVAILABLE, LIMIT_REACHED, DISK_FULL -> 503;
            default -> 500;
        };
    }

    private static Response answer(int status, ErrorView body) {
        return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(body).build();
    }
}

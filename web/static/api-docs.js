// Shows the document of the API with forms. A request with a token needs no sign of a form.
"use strict";
(() => {
  const place = document.getElementById("api-docs");
  document.getElementById("api-plain").open = false;
  window.SwaggerUIBundle({
    domNode: place,
    url: place.dataset.url,
    docExpansion: "none",
    defaultModelsExpandDepth: -1,
    validatorUrl: null,
    deepLinking: true,
    persistAuthorization: false,
    requestInterceptor: (asked) => {
      const token = asked.headers.Authorization;
      if (!token && !["GET", "HEAD"].includes((asked.method || "GET").toUpperCase())) {
        asked.headers["X-CSRFToken"] = place.dataset.csrf;
      }
      asked.credentials = token ? "omit" : "same-origin";
      return asked;
    },
  });
})();

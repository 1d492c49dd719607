"""The one seam to WeCom: envelopes, callbacks, the HTTP gateway and its error codes."""

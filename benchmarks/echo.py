"""The bot anyone would start from: Flask and wechatpy, says back what it hears and stores nothing."""

from __future__ import annotations

import tomllib

from flask import Flask, request
from wechatpy.enterprise import parse_message
from wechatpy.enterprise.crypto import WeChatCrypto
from wechatpy.enterprise.replies import TextReply

import config


def create_app() -> Flask:
    """Return the echo under the same URL and with the same secrets as the product of the demo."""
    wecom = tomllib.loads(config.DEMO.read_text(encoding="utf-8"))["wecom"]
    crypto = WeChatCrypto(wecom["app"]["token"], wecom["app"]["encoding_aes_key"], wecom["corp_id"])
    app = Flask(__name__)

    @app.post("/wecom/app")
    def receive() -> str:
        signature, timestamp, nonce = (request.args[key] for key in ("msg_signature", "timestamp", "nonce"))
        message = parse_message(crypto.decrypt_message(request.get_data(), signature, timestamp, nonce))
        reply = TextReply(content=message.content, message=message).render()
        return str(crypto.encrypt_message(reply, nonce, timestamp))

    return app

from contextlib import closing

import pytest

from server.config import Settings
from server.errors import InvalidRequest
from server.model import HookRequest
from server.store import Grant, open_store
from server.watch import add_hook, signature_headers
from server.watch.send import Sender


def test_a_message_is_signed_as_standard_webhooks_has_it():
    # The example of the specification's reference libraries.
    headers = signature_headers(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        '{"test": 2432232314}',
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_a_webhook_is_about_somebody_who_is_there(tmp_path):
    settings = Settings(data=tmp_path, hook_hosts=("127.0.0.1:9",), readers=("Ada", "group:desk"))
    request = HookRequest(url="http://127.0.0.1:9/in")
    with closing(open_store(settings)) as store:
        key, _ = store.tokens.create(Grant("Bo", ("compare",)))
        for account in ("local", key, "user:ada"):
            hook = add_hook(store, settings, request.model_copy(update={"whose": account}))
            assert hook.owner == account
        for account in ("user:nobody", "user:group:desk", "nobody", "user:"):
            with pytest.raises(InvalidRequest, match="nobody here"):
                add_hook(store, settings, request.model_copy(update={"whose": account}))


def test_a_webhook_may_go_to_a_host_with_an_umlaut_in_its_name(tmp_path):
    settings = Settings(data=tmp_path, hook_hosts=("xn--bcher-kva.test",))
    Sender(settings).check("https://bücher.test/in")

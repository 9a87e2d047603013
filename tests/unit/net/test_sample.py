from server.net import sample


def test_the_summary_links_to_the_original_under_another_name_of_the_same_server():
    assert sample.original_url(9001) in sample.page(sample.SUMMARY_PATH, 9001)


def test_only_the_two_addresses_are_answered():
    assert set(sample.pages(9001)) == {sample.summary_url(9001), sample.original_url(9001)}
    assert sample.page("/sample/other", 9001) is None

namespace Digest.Tests.Subscribing.Forms;

/// <summary>Forms as other products hand them to publishers, the account's numbers made up; only the <c>action</c> is ours.</summary>
internal static class ForeignForms
{
    public const string Mailchimp = """
        <div id="mc_embed_shell"><div id="mc_embed_signup">
        <form action="/subscribe" method="post" id="mc-embedded-subscribe-form" name="mc-embedded-subscribe-form" class="validate" target="_blank">
          <div id="mc_embed_signup_scroll"><h2>Subscribe</h2>
          <div class="mc-field-group"><label for="mce-EMAIL">Email Address <span class="asterisk">*</span></label><input type="email" name="EMAIL" class="required email" id="mce-EMAIL" required="" value=""></div>
          <div class="mc-field-group"><label for="mce-FNAME">First Name</label><input type="text" name="FNAME" class=" text" id="mce-FNAME" value=""></div>
          <div class="mc-field-group"><label for="mce-LNAME">Last Name</label><input type="text" name="LNAME" class=" text" id="mce-LNAME" value=""></div>
          <div class="mc-field-group"><label for="mce-MMERGE5">Company</label><input type="text" name="MMERGE5" id="mce-MMERGE5" value=""></div>
          <div class="mc-field-group input-group"><strong>Interests</strong><ul><li><input type="checkbox" name="group[30865][1]" id="mce-0" value="" checked><label for="mce-0">Metals</label></li></ul></div>
          <div hidden=""><input type="hidden" name="tags" value="1844,1845"></div>
          <div aria-hidden="true" style="position: absolute; left: -5000px;"><input type="text" name="b_6f0a3f3b1e4d5c2a7b8c9d0e1_a1b2c3d4e5" tabindex="-1" value=""></div>
          <div class="clear"><input type="submit" name="subscribe" id="mc-embedded-subscribe" class="button" value="Subscribe"></div>
          </div></form></div></div>
        """;

    public const string Buttondown = """
        <form action="/subscribe" method="post" target="popupwindow" class="embeddable-buttondown-form">
          <label for="bd-email">Enter your email</label>
          <input type="email" name="email" id="bd-email" />
          <input type="hidden" name="tag" value="Mines" />
          <input type="hidden" value="1" name="embed" />
          <input type="hidden" name="metadata__source" value="footer" />
          <input type="submit" value="Subscribe" />
        </form>
        """;

    public const string Listmonk = """
        <form method="post" action="/subscribe" class="listmonk-form"><div>
          <h3>Subscribe</h3>
          <input type="hidden" name="nonce" />
          <p><input type="email" name="email" required placeholder="E-mail" /></p>
          <p><input type="text" name="name" placeholder="Name (optional)" /></p>
          <p><input id="9a3f1" type="checkbox" name="l" checked value="9a3f1b52-5b3e-4f0e-8d5a-0c1a2b3c4d5e" /><label for="9a3f1">Metals daily</label></p>
          <p><input id="1b2c3" type="checkbox" name="l" checked value="1b2c3d4e-0000-4f0e-8d5a-0c1a2b3c4d5e" /><label for="1b2c3">Metals weekly</label></p>
          <input type="submit" value="Subscribe" />
        </div></form>
        """;

    public const string Kit = """
        <form action="/subscribe" class="seva-form formkit-form" method="post" data-sv-form="1234567" data-uid="abcdef1234" data-format="inline" data-version="5">
          <div data-style="clean"><ul class="formkit-alert formkit-alert-error" data-element="errors" data-group="alert"></ul>
          <div data-element="fields" class="seva-fields formkit-fields">
          <div class="formkit-field"><input class="formkit-input" aria-label="First Name" name="fields[first_name]" placeholder="First Name" type="text"></div>
          <div class="formkit-field"><input class="formkit-input" name="email_address" aria-label="Email Address" placeholder="Email Address" required="" type="email"></div>
          <button data-element="submit" class="formkit-submit"><span>Subscribe</span></button></div></div>
        </form>
        """;

    public const string MailerLite = """
        <div id="mlb2-1234567" class="ml-form-embedContainer ml-subscribe-form"><div class="ml-form-align-center">
        <form class="ml-block-form" action="/subscribe" data-code="" method="post" target="_blank">
          <div class="ml-form-formContent">
          <div class="ml-form-fieldRow"><div class="ml-field-group ml-field-name"><input aria-label="name" type="text" class="form-control" name="fields[name]" placeholder="Name" autocomplete="given-name"></div></div>
          <div class="ml-form-fieldRow"><div class="ml-field-group ml-field-last_name"><input aria-label="last_name" type="text" class="form-control" name="fields[last_name]" placeholder="Last name"></div></div>
          <div class="ml-form-fieldRow ml-last-item"><div class="ml-field-group ml-field-email ml-validate-email ml-validate-required"><input aria-label="email" aria-required="true" type="email" class="form-control" name="fields[email]" placeholder="Email" autocomplete="email"></div></div></div>
          <input type="hidden" name="ml-submit" value="1">
          <div class="ml-form-embedSubmit"><button type="submit" class="primary">Subscribe</button></div>
          <input type="hidden" name="anticsrf" value="true">
        </form></div></div>
        """;
}

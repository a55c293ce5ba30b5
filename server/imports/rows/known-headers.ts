/** The one table of what columns are called by Mailchimp, Shopify, WooCommerce and Dutch spreadsheets. */

/** What a file holds: people with what they agreed to, or orders of people who are known already. */
export const fileKinds = ['people', 'orders'] as const;
export type FileKind = (typeof fileKinds)[number];

/** What a column of a file of people can be used for. */
export const importFields = [
  'email',
  'firstName',
  'infix',
  'lastName',
  'name',
  'street',
  'houseNumber',
  'addition',
  'postcode',
  'town',
  'country',
  'language',
  'newsletter',
  'consentAt',
  'consentSource',
  'soldAt',
  'refusalOffered',
  'birthday',
  'optOutAt',
  'bouncedAt',
  'orders',
  'orderedAt',
  'products',
] as const;
export type ImportField = (typeof importFields)[number];

/** What a column of a file of orders can be used for. */
export const orderFields = [
  'email',
  'orderNumber',
  'orderedAt',
  'products',
  'sku',
  'category',
  'orderStatus',
  'cancelledAt',
] as const;
export type OrderField = (typeof orderFields)[number];
/** What any column can be used for. */
export type ColumnField = ImportField | OrderField;

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Names in small letters and digits only, without what stands in brackets; where a file has two, the first here counts. */
export const knownHeaders: Readonly<Record<ImportField, readonly string[]>> = {
  email: words('email emailadres emailaddress mailadres mail billingemail customeremail contactemail'),
  firstName: words('voornaam firstname fname roepnaam givenname billingfirstname'),
  infix: words('tussenvoegsel tussenvoegsels infix'),
  lastName: words('achternaam lastname lname surname familienaam familyname billinglastname'),
  name: words('naam volledigenaam fullname name klantnaam klant customername billingname'),
  street: words(`
    straat straatnaam street streetname adres adresregel1 address1 addressline1 streetaddress
    defaultaddressaddress1 billingaddress1 billingstreet
  `),
  houseNumber: words('huisnummer huisnr housenumber streetnumber'),
  addition: words('toevoeging huisnummertoevoeging addition housenumberaddition housenumbersuffix'),
  postcode: words('postcode zip zipcode postalcode defaultaddresszip billingzip billingpostcode'),
  town: words('plaats woonplaats plaatsnaam stad town city defaultaddresscity billingcity'),
  country: words('land landcode country countrycode defaultaddresscountrycode billingcountry countryregion'),
  language: words('taal taalcode voorkeurstaal language lang locale'),
  newsletter: words(`
    nieuwsbrief newsletter acceptsemailmarketing acceptsmarketing toestemming consent optin
    emailmarketing ingeschreven aangemeld subscribed
  `),
  consentAt: words(`
    toestemmingop toestemmingsdatum datumtoestemming confirmtime optintime consentdate consentat
    consenton dateofconsent optindate aangemeldop ingeschrevenop inschrijfdatum datuminschrijving
    subscribedat subscribedon signupdate
  `),
  consentSource: words(
    'bron toestemmingsbron brontoestemming herkomst consentsource optinsource signupsource source',
  ),
  soldAt: words(`
    verkoopdatum datumverkoop verkochtop aankoopdatum datumaankoop gekochtop laatsteaankoop
    saledate dateofsale saleon soldon soldat purchasedate purchasedon purchasedat lastpurchase
  `),
  refusalOffered: words(`
    weigerenaangeboden weigeringaangeboden weigerenwasaangeboden konweigeren weigerenkon afmeldenaangeboden
    refusalwasoffered refusaloffered couldrefuse optoutoffered optoutwasoffered
  `),
  birthday: words('geboortedatum verjaardag leeftijd birthday birthdate dateofbirth dob age'),
  optOutAt: words(`
    unsubtime afgemeldop uitgeschrevenop afmelddatum uitschrijfdatum datumuitschrijving afgemeld
    uitgeschreven unsubscribedat unsubscribedon unsubscribed optoutdate optoutat optouttime optout
  `),
  bouncedAt: words('cleantime cleaned bounced bouncedat bouncedon bounce onbestelbaar teruggekomen'),
  orders: words('bestellingengebruiken gebruikbestellingen usemyorders useorders'),
  orderedAt: words(`
    besteldop besteldatum orderdatum datumbestelling laatstebestelling orderdate orderedon orderedat
    lastorderdate lastorder paidat createdat
  `),
  products: words('producten product productnaam products lineitemname itemname artikelen artikel'),
};

/** The same for files of orders; the day of the order counts before that of the payment. */
export const knownOrderHeaders: Readonly<Record<OrderField, readonly string[]>> = {
  email: words('email billingemail customeremail emailadres emailaddress contactemail mail'),
  orderNumber: words(`
    ordernumber orderid ordernr order bestelnummer bestelling bestelnr bestellingnummer ordernummer name id
  `),
  orderedAt: words(`
    createdat orderdate orderedat orderedon date datum besteldatum besteldop orderdatum datecreated paidat
    paiddate
  `),
  products: words(`
    lineitemname itemname productname product products producten productnaam artikel artikelen artikelnaam
    omschrijving
  `),
  sku: words('lineitemsku sku itemsku productsku artikelnummer artikelnr artikelcode productcode'),
  category: words(
    'category categories categorie itemcategory productcategory productcategories productgroep',
  ),
  orderStatus: words('orderstatus status bestelstatus financialstatus'),
  cancelledAt: words('cancelledat cancelledon canceledat geannuleerdop'),
};

/** Columns that we know and do not use: no purpose of ours needs them (GDPR art. 5(1)(c)). */
export const notKept: readonly string[] = words(`
  geslacht aanhef gender sex
  salutation nationaliteit nationality bsn telefoon telefoonnummer mobiel mobielnummer phone
  phonenumber mobile tel gsm defaultaddressphone billingphone shippingphone acceptssmsmarketing
  optinip confirmip ip ipadres ipaddress latitude longitude gmtoff dstoff timezone cc region note
  notes opmerking opmerkingen notities memberrating leid euid username totalspent totalspend
`);

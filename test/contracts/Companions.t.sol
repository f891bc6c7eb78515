// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ICompanion} from "../../contracts/interfaces/ICompanion.sol";
import {ILedger} from "../../contracts/interfaces/ILedger.sol";
import {
    ACCOUNTS_BUILD,
    AGREEMENTS_BUILD,
    BATCHES_BUILD,
    BUILD_NUMBER,
    DISPUTES_BUILD,
    PANELS_BUILD
} from "../../contracts/libraries/Build.sol";
import {Companions} from "../../contracts/types/Companions.sol";
import {MischievousUsdc} from "../support/contracts/MischievousUsdc.sol";
import {ScriptedCompanion} from "../support/contracts/ScriptedCompanion.sol";
import {DealBase} from "./support/DealBase.sol";
import {Digests} from "./support/Digests.sol";
import {VM} from "./support/Vm.sol";

/// @dev The six pieces refuse each other unless they were built for each other, and a call that `Quittance` hands on
/// arrives whole.
contract CompanionsTest is DealBase {
    string private constant QUITTANCE = "Quittance.sol:Quittance";
    string private constant DISPUTES = "Disputes.sol:Disputes";
    string private constant ACCOUNTS = "Accounts.sol:Accounts";
    string private constant AGREEMENTS = "Agreements.sol:Agreements";
    string private constant BATCHES = "Batches.sol:Batches";
    string private constant PANELS = "Panels.sol:Panels";

    // ---- what they say they were built for ----

    function test_Companions_SayWhatTheyWereBuiltFor() external view {
        Companions memory its = quittance.companions();
        _requireBuild(its.accounts, ACCOUNTS_BUILD, address(usdc), its.accounts);
        _requireBuild(its.disputes, DISPUTES_BUILD, address(usdc), its.accounts);
        _requireBuild(its.agreements, AGREEMENTS_BUILD, address(usdc), its.agreements);
        _requireBuild(its.batches, BATCHES_BUILD, address(usdc), its.accounts);
        _requireBuild(its.panels, PANELS_BUILD, address(usdc), its.accounts);
    }

    function test_Quittance_IsNoCompanion() external view {
        _requireBuild(address(quittance), 0, address(0), address(0));
    }

    function test_Builds_AreOfOneNumberAndDiffer() external pure {
        VM.assertEq(BUILD_NUMBER, uint256(4), "number");
        bytes32[5] memory builds = [ACCOUNTS_BUILD, AGREEMENTS_BUILD, BATCHES_BUILD, DISPUTES_BUILD, PANELS_BUILD];
        for (uint256 i = 0; i < builds.length; ++i) {
            for (uint256 j = 0; j < i; ++j) VM.assertNotEq(builds[i], builds[j], "of two companions");
        }
    }

    // ---- what the constructors refuse ----

    function test_RevertWhen_TheCompanionsAreSwapped() external {
        Companions memory its = quittance.companions();
        (its.disputes, its.accounts) = (its.accounts, its.disputes);
        _expectRefusal(QUITTANCE, abi.encode(usdc, its), its.accounts);
        _expectRefusal(DISPUTES, abi.encode(usdc, its.accounts), its.accounts);
    }

    function test_RevertWhen_OneCompanionIsGivenTwice() external {
        Companions memory its = quittance.companions();
        its.disputes = its.accounts;
        _expectRefusal(QUITTANCE, abi.encode(usdc, its), its.accounts);
        its.disputes = quittance.companions().disputes;
        its.accounts = its.disputes;
        _expectRefusal(QUITTANCE, abi.encode(usdc, its), its.disputes);
    }

    function test_RevertWhen_ACompanionIsOfAnotherToken() external {
        address other = address(new MischievousUsdc());
        Companions memory its = quittance.companions();
        its.accounts = _create(ACCOUNTS, abi.encode(other));
        its.disputes = _create(DISPUTES, abi.encode(other, its.accounts));
        _expectRefusal(QUITTANCE, abi.encode(usdc, its), its.accounts);
        _expectRefusal(DISPUTES, abi.encode(usdc, its.accounts), its.accounts);
        its.accounts = quittance.companions().accounts;
        _expectRefusal(QUITTANCE, abi.encode(usdc, its), its.disputes);
    }

    function test_RevertWhen_TheCompanionsAreOfTwoDeployments() external {
        address accounts = _create(ACCOUNTS, abi.encode(usdc));
        address disputes = _create(DISPUTES, abi.encode(usdc, accounts));
        Companions memory its = quittance.companions();
        its.disputes = disputes;
        _expectRefusal(QUITTANCE, abi.encode(usdc, its), disputes);
        its = quittance.companions();
        its.accounts = accounts;
        _expectRefusal(QUITTANCE, abi.encode(usdc, its), its.disputes);
        its.disputes = disputes;
        its.batches = _create(BATCHES, abi.encode(usdc, accounts));
        its.panels = _create(PANELS, abi.encode(usdc, accounts));
        VM.assertTrue(_create(QUITTANCE, abi.encode(usdc, its)) != address(0), "of one deployment");
    }

    function test_RevertWhen_TheAgreementsAreNotItsOwn() external {
        Companions memory its = quittance.companions();
        address foreign = _create(AGREEMENTS, abi.encode(new MischievousUsdc()));
        address[5] memory refused = [its.accounts, its.disputes, foreign, _ofAnotherBuild(address(0)), STRANGER];
        for (uint256 i = 0; i < refused.length; ++i) {
            its.agreements = refused[i];
            _expectRefusal(QUITTANCE, abi.encode(usdc, its), refused[i]);
        }
    }

    function test_RevertWhen_TheBatchesAreNotItsOwn() external {
        Companions memory its = quittance.companions();
        address ofOthers = _create(BATCHES, abi.encode(usdc, _create(ACCOUNTS, abi.encode(usdc))));
        address[5] memory refused = [its.accounts, its.disputes, ofOthers, _ofAnotherBuild(its.accounts), STRANGER];
        for (uint256 i = 0; i < refused.length; ++i) {
            its.batches = refused[i];
            _expectRefusal(QUITTANCE, abi.encode(usdc, its), refused[i]);
        }
        _expectRefusal(BATCHES, abi.encode(usdc, its.disputes), its.disputes);
    }

    function test_RevertWhen_ThePanelsAreNotItsOwn() external {
        Companions memory its = quittance.companions();
        address ofOthers = _create(PANELS, abi.encode(usdc, _create(ACCOUNTS, abi.encode(usdc))));
        address[5] memory refused = [its.batches, its.disputes, ofOthers, _ofAnotherBuild(its.accounts), STRANGER];
        for (uint256 i = 0; i < refused.length; ++i) {
            its.panels = refused[i];
            _expectRefusal(QUITTANCE, abi.encode(usdc, its), refused[i]);
        }
        _expectRefusal(PANELS, abi.encode(usdc, its.disputes), its.disputes);
    }

    function test_RevertWhen_ACompanionIsOfAnotherBuild() external {
        Companions memory its = quittance.companions();
        its.disputes = _ofAnotherBuild(its.accounts);
        _expectRefusal(QUITTANCE, abi.encode(usdc, its), its.disputes);
        its = quittance.companions();
        its.accounts = _ofAnotherBuild(address(0));
        _expectRefusal(QUITTANCE, abi.encode(usdc, its), its.accounts);
        _expectRefusal(DISPUTES, abi.encode(usdc, its.accounts), its.accounts);
    }

    function test_RevertWhen_TheCompanionIsNoContractOrNoCompanion() external {
        address[4] memory others = [address(0), STRANGER, address(usdc), address(quittance)];
        for (uint256 i = 0; i < others.length; ++i) {
            Companions memory its = quittance.companions();
            its.disputes = others[i];
            _expectRefusal(QUITTANCE, abi.encode(usdc, its), others[i]);
            its = quittance.companions();
            its.accounts = others[i];
            _expectRefusal(QUITTANCE, abi.encode(usdc, its), others[i]);
            _expectRefusal(DISPUTES, abi.encode(usdc, others[i]), others[i]);
        }
    }

    function _ofAnotherBuild(address accounts) private returns (address) {
        return address(new ScriptedCompanion(keccak256("another build"), address(usdc), accounts));
    }

    // ---- the calls that are handed on ----

    /// @dev The reference of `Quittance._run`: the companion gets the calldata and the domain separator, and what it
    /// returns or reverts with comes back.
    function testFuzz_ACallIsHandedOnWhole(bytes calldata call, uint256 choice) external {
        ScriptedCompanion accounts = new ScriptedCompanion(ACCOUNTS_BUILD, address(usdc), address(0));
        ScriptedCompanion disputes = new ScriptedCompanion(DISPUTES_BUILD, address(usdc), address(accounts));
        ScriptedCompanion agreements = new ScriptedCompanion(AGREEMENTS_BUILD, address(usdc), address(0));
        ScriptedCompanion batches = new ScriptedCompanion(BATCHES_BUILD, address(usdc), address(accounts));
        ScriptedCompanion panels = new ScriptedCompanion(PANELS_BUILD, address(usdc), address(accounts));
        address echo = _create(QUITTANCE, abi.encode(usdc, disputes, accounts, agreements, batches, panels));
        bytes4[6] memory selectors = [
            quittance.submitVerdicts.selector,
            quittance.contest.selector,
            quittance.redeem.selector,
            quittance.cancel.selector,
            quittance.drawPanel.selector,
            bytes4(0xffffffff)
        ];
        bytes memory asked = choice % 7 == 6 ? call[:call.length % 4] : bytes.concat(selectors[choice % 7], call);
        bool refuses = choice & 16 != 0;
        VM.store(echo, disputes.REFUSES_SLOT(), bytes32(uint256(refuses ? 1 : 0)));
        (bool done, bytes memory answer) = echo.call(asked);
        VM.assertEq(done, !refuses, "done");
        bytes32 separator = Digests.domainSeparator("Quittance", "1", echo);
        VM.assertEq(answer, bytes.concat(asked, separator), "answer");
    }

    function _requireBuild(address companion, bytes32 build, address token, address accounts) private view {
        (bytes32 itsBuild, address itsToken, address itsAccounts) = ICompanion(companion).builtFor();
        VM.assertEq(itsBuild, build, "build");
        VM.assertEq(itsToken, token, "token");
        VM.assertEq(itsAccounts, accounts, "accounts");
    }

    function _expectRefusal(string memory artifact, bytes memory arguments, address refused) private {
        address deployed = _create(artifact, arguments);
        bytes memory reason = new bytes(36);
        assembly ("memory-safe") {
            returndatacopy(add(reason, 0x20), 0, returndatasize())
        }
        VM.assertEq(deployed, address(0), "deployed");
        VM.assertEq(reason, abi.encodeWithSelector(ILedger.Quittance_CompanionUnusable.selector, refused), "reason");
    }
}
